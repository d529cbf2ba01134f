"""Every model, imported once, so that `Base.metadata` is whole."""

from .access_token import AccessToken
from .article import Article
from .base import Base, Stored
from .comment import Comment
from .edges import Edge, Through, ToMany, ToOne
from .idempotency_key import IdempotencyKey
from .imported import Imported
from .links import article_coauthors, article_tags
from .login_attempt import LoginAttempt
from .person import Person
from .reaction import Reaction
from .secret import Secret
from .series import Series
from .tag import Tag
from .tally import article_tallies

__all__ = [
    "RESOURCES",
    "AccessToken",
    "Article",
    "Base",
    "Comment",
    "Edge",
    "IdempotencyKey",
    "Imported",
    "LoginAttempt",
    "Person",
    "Reaction",
    "Secret",
    "Series",
    "Stored",
    "Tag",
    "Through",
    "ToMany",
    "ToOne",
    "article_coauthors",
    "article_tags",
    "article_tallies",
]

#: The models that are resources, by the name of their type.
RESOURCES: dict[str, type[Stored]] = {
    model.__tablename__.replace("_", "-"): model
    for model in (AccessToken, Article, Comment, Person, Reaction, Series, Tag)
}
