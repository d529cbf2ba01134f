"""Tags: for everybody."""

from __future__ import annotations

from ..serializers.tags import TagSchema
from .resource import Resource


class Tags(Resource):
    schema = TagSchema
    sortable = ("name", "slug")
    filterable = (*sortable, "description")
