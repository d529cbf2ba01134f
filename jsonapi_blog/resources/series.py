"""Series: for everybody."""

from __future__ import annotations

from ..serializers.series import SeriesSchema
from .resource import Resource


class Series(Resource):
    schema = SeriesSchema
    sortable = ("title", "slug", "createdAt", "updatedAt")
    filterable = (*sortable, "description")
