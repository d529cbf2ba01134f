"""safrs 3.2 on Flask: classes of the package, exposed as its README shows."""

from __future__ import annotations

import os
import uuid

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from safrs import SAFRSAPI, SAFRSBase
from sqlalchemy import Uuid, func
from sqlalchemy.dialects.postgresql import TIMESTAMP

db = SQLAlchemy()
Time = TIMESTAMP(timezone=True)

article_tags = db.Table(
    "article_tags",
    db.Column("article_id", Uuid(as_uuid=False), db.ForeignKey("articles.id"), primary_key=True),
    db.Column("tag_id", Uuid(as_uuid=False), db.ForeignKey("tags.id"), primary_key=True),
)


def key() -> db.Column:
    return db.Column(Uuid(as_uuid=False), primary_key=True, default=lambda: str(uuid.uuid4()))


class Person(SAFRSBase, db.Model):
    __tablename__ = "people"

    id = key()
    name = db.Column(db.Text)
    handle = db.Column(db.Text)
    bio = db.Column(db.Text)
    website = db.Column(db.Text)
    created_at = db.Column(Time, server_default=func.now())


class Tag(SAFRSBase, db.Model):
    __tablename__ = "tags"

    id = key()
    name = db.Column(db.Text)
    slug = db.Column(db.Text)
    description = db.Column(db.Text)


class Article(SAFRSBase, db.Model):
    __tablename__ = "articles"

    id = key()
    title = db.Column(db.Text)
    slug = db.Column(db.Text)
    summary = db.Column(db.Text)
    body = db.Column(db.Text)
    status = db.Column(db.Text, server_default="draft")
    language = db.Column(db.Text, server_default="en")
    published_at = db.Column(Time)
    created_at = db.Column(Time, server_default=func.now())
    updated_at = db.Column(Time, server_default=func.now())
    author_id = db.Column(Uuid(as_uuid=False), db.ForeignKey("people.id"))

    author = db.relationship(Person)
    tags = db.relationship(Tag, secondary=article_tags)
    comments = db.relationship("Comment", back_populates="article")


class Comment(SAFRSBase, db.Model):
    __tablename__ = "comments"

    id = key()
    body = db.Column(db.Text)
    status = db.Column(db.Text, server_default="visible")
    created_at = db.Column(Time, server_default=func.now())
    article_id = db.Column(Uuid(as_uuid=False), db.ForeignKey("articles.id"))
    author_id = db.Column(Uuid(as_uuid=False), db.ForeignKey("people.id"))

    article = db.relationship(Article, back_populates="comments")
    author = db.relationship(Person)


def create() -> Flask:
    made = Flask("safrs_app")
    url = os.environ["BENCH_DATABASE"].replace("postgresql://", "postgresql+psycopg2://")
    made.config.update(
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 4, "max_overflow": 0},
    )
    db.init_app(made)
    with made.app_context():
        api = SAFRSAPI(made, host="127.0.0.1", prefix="")
        for model in (Person, Tag, Comment, Article):
            api.expose_object(model)
    return made


application = create()
