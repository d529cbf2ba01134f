"""The one list of resource types, and the routes that follow from it."""

from __future__ import annotations

from starlette.routing import Route

from .access_tokens import AccessTokens
from .articles import Articles
from .comments import Comments
from .endpoints import Collection, Individual, Related, Relationship
from .operations import Operations
from .people import People
from .reactions import Reactions
from .resource import Resource
from .series import Series
from .service import (
    DESCRIPTION,
    Alive,
    Description,
    Documentation,
    Drawing,
    Entry,
    Metrics,
    Nowhere,
    Ready,
)
from .tags import Tags

RESOURCES: tuple[type[Resource], ...] = (
    People,
    Articles,
    Comments,
    Tags,
    Series,
    Reactions,
    AccessTokens,
)

#: The first that fits is taken: what is asked for most comes as early as it can.
ROUTES = [
    Route("/v1/{type}/{id}", Individual),
    Route("/v1", Entry),
    Route("/v1/operations", Operations),
    Route(DESCRIPTION, Description),
    Route("/v1/{type}", Collection),
    Route("/v1/{type}/{id}/relationships/{relationship}", Relationship),
    Route("/v1/{type}/{id}/{relationship}", Related),
    Route("/docs", Documentation),
    Route("/docs/assets/{name}", Drawing),
    Route("/healthz", Alive),
    Route("/readyz", Ready),
    Route("/metrics", Metrics),
]
#: What answers where none of them fits.
UNROUTED = Nowhere
