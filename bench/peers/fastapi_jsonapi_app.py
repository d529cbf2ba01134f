"""fastapi-jsonapi 3.0.0 over async SQLAlchemy and asyncpg, as its README builds a minimal API.

It answers `application/json`, prints no links, and counts a page instead of the collection.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any, ClassVar, Optional

from fastapi import Depends, FastAPI
from fastapi.responses import ORJSONResponse
from fastapi_jsonapi import ApplicationBuilder
from fastapi_jsonapi.misc.sqla.generics.base import ViewBaseGeneric
from fastapi_jsonapi.schema_base import BaseModel
from fastapi_jsonapi.types_metadata import ClientCanSetId, RelationshipInfo
from fastapi_jsonapi.views import Operation, OperationConfig, ViewBase
from pydantic import ConfigDict
from sqlalchemy import Column, ForeignKey, Table, Uuid, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

engine = create_async_engine(
    os.environ["BENCH_DATABASE"].replace("postgresql://", "postgresql+asyncpg://"),
    pool_size=4,
    max_overflow=0,
)
sessions = async_sessionmaker(bind=engine, expire_on_commit=False)


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as made:
        yield made


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {datetime: TIMESTAMP(timezone=True)}


article_tags = Table(
    "article_tags",
    Base.metadata,
    Column("article_id", Uuid, ForeignKey("articles.id"), primary_key=True),
    Column("tag_id", Uuid, ForeignKey("tags.id"), primary_key=True),
)


class Person(Base):
    __tablename__ = "people"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    handle: Mapped[str]
    bio: Mapped[str | None]
    website: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Tag(Base):
    __tablename__ = "tags"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]
    description: Mapped[str | None]


class Article(Base):
    __tablename__ = "articles"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    title: Mapped[str]
    slug: Mapped[str]
    summary: Mapped[str | None]
    body: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="draft")
    language: Mapped[str] = mapped_column(server_default="en")
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    author: Mapped[Person] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary=article_tags)
    comments: Mapped[list["Comment"]] = relationship(back_populates="article")


class Comment(Base):
    __tablename__ = "comments"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    body: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="visible")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    article_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("articles.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    article: Mapped[Article] = relationship(back_populates="comments")
    author: Mapped[Person] = relationship()


class PersonSchema(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: Annotated[uuid.UUID, ClientCanSetId()]
    name: str
    handle: str
    bio: Optional[str] = None
    website: Optional[str] = None
    created_at: Optional[datetime] = None


class TagSchema(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: Annotated[uuid.UUID, ClientCanSetId()]
    name: str
    slug: str
    description: Optional[str] = None


class CommentSchema(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: Annotated[uuid.UUID, ClientCanSetId()]
    body: str
    status: str = "visible"
    created_at: Optional[datetime] = None
    author: Annotated[Optional[PersonSchema], RelationshipInfo(resource_type="people")] = None


class ArticleSchema(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: Annotated[uuid.UUID, ClientCanSetId()]
    title: str
    slug: str
    summary: Optional[str] = None
    body: str = ""
    status: str = "draft"
    language: str = "en"
    published_at: Optional[datetime] = None
    created_at: Optional[datetime] = None
    updated_at: Optional[datetime] = None
    author: Annotated[Optional[PersonSchema], RelationshipInfo(resource_type="people")] = None
    tags: Annotated[
        Optional[list[TagSchema]], RelationshipInfo(resource_type="tags", many=True)
    ] = None
    comments: Annotated[
        Optional[list[CommentSchema]], RelationshipInfo(resource_type="comments", many=True)
    ] = None


class SessionDependency(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)

    session: AsyncSession = Depends(session)


def with_session(_: ViewBase, dependency: SessionDependency) -> dict[str, Any]:
    return {"session": dependency.session}


class View(ViewBaseGeneric):
    operation_dependencies: ClassVar = {
        Operation.ALL: OperationConfig(
            dependencies=SessionDependency, prepare_data_layer_kwargs=with_session
        )
    }


RESOURCES = (
    ("people", Person, PersonSchema),
    ("tags", Tag, TagSchema),
    ("comments", Comment, CommentSchema),
    ("articles", Article, ArticleSchema),
)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    builder = ApplicationBuilder(app)
    for name, model, schema in RESOURCES:
        builder.add_resource(
            path=f"/{name}",
            tags=[name],
            view=View,
            model=model,
            schema=schema,
            resource_type=name,
            pagination_default_size=25,
        )
    builder.initialize()
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan, default_response_class=ORJSONResponse)
