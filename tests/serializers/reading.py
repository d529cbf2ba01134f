"""Values as the fields of our schemas read them from JSON, and the sentences that refuse them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from marshmallow import ValidationError, fields

from jsonapi_blog.serializers.access_tokens import AccessTokenSchema
from jsonapi_blog.serializers.articles import ArticleSchema
from jsonapi_blog.serializers.comments import CommentSchema
from jsonapi_blog.serializers.people import PersonSchema
from jsonapi_blog.serializers.reactions import ReactionSchema
from jsonapi_blog.serializers.schema import Schema
from jsonapi_blog.serializers.series import SeriesSchema
from jsonapi_blog.serializers.tags import TagSchema

SCHEMAS: dict[str, type[Schema]] = {
    schema.Meta.type_: schema
    for schema in (
        *(AccessTokenSchema, ArticleSchema, CommentSchema, PersonSchema),
        *(ReactionSchema, SeriesSchema, TagSchema),
    )
}
FIELDS: dict[str, fields.Field] = {
    f"{type_}.{name}": field
    for type_, schema in SCHEMAS.items()
    for name, field in schema().fields.items()
    if name != "id"
}


def read(field: str | fields.Field, value: Any) -> Any:
    """What `field` makes of the JSON value; a field of a schema is named `type.member`."""
    return (FIELDS[field] if isinstance(field, str) else field).deserialize(value)


def refusal(field: str | fields.Field, value: Any) -> str:
    """The sentence with which `field` refuses the JSON value."""
    with pytest.raises(ValidationError) as refused:
        read(field, value)
    (sentence,) = refused.value.messages
    assert sentence == str(refused.value)
    assert isinstance(refused.value, ValueError)
    assert re.fullmatch(r"The \w+ must [^\n\0\ud800-\udfff]+\.", sentence), sentence
    assert len(sentence) < 600
    return str(sentence)
