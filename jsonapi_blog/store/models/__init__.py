"""Every model, imported once, so that `Base.metadata` is whole."""

from .access_token import AccessToken
from .article import Article, article_coauthors, article_tags
from .base import Base
from .comment import Comment
from .imported import Imported
from .person import Person
from .reaction import Reaction
from .secret import Secret
from .series import Series
from .tag import Tag

__all__ = [
    "AccessToken",
    "Article",
    "Base",
    "Comment",
    "Imported",
    "Person",
    "Reaction",
    "Secret",
    "Series",
    "Tag",
    "article_coauthors",
    "article_tags",
]
