"""djangorestframework-jsonapi 8.1: `ModelViewSet`s of the package, with its prefetching switched on
by `select_for_includes` and `prefetch_for_includes`, as its documentation advises.
"""

from __future__ import annotations

import os
import uuid
from urllib.parse import urlsplit

import django
from django.conf import settings

_url = urlsplit(os.environ["BENCH_DATABASE"])

settings.configure(
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="not a secret",
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    INSTALLED_APPS=["rest_framework", "rest_framework_json_api", "django_filters"],
    MIDDLEWARE=[],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _url.path.lstrip("/"),
            "USER": _url.username,
            "HOST": _url.hostname,
            "PORT": _url.port,
            "CONN_MAX_AGE": None,
        }
    },
    REST_FRAMEWORK={
        "PAGE_SIZE": 25,
        "UNAUTHENTICATED_USER": None,
        "DEFAULT_AUTHENTICATION_CLASSES": (),
        "EXCEPTION_HANDLER": "rest_framework_json_api.exceptions.exception_handler",
        "DEFAULT_PAGINATION_CLASS": (
            "rest_framework_json_api.pagination.JsonApiPageNumberPagination"
        ),
        "DEFAULT_PARSER_CLASSES": ("rest_framework_json_api.parsers.JSONParser",),
        "DEFAULT_RENDERER_CLASSES": ("rest_framework_json_api.renderers.JSONRenderer",),
        "DEFAULT_METADATA_CLASS": "rest_framework_json_api.metadata.JSONAPIMetadata",
        "DEFAULT_FILTER_BACKENDS": (
            "rest_framework_json_api.filters.OrderingFilter",
            "rest_framework_json_api.django_filters.DjangoFilterBackend",
        ),
    },
    JSON_API_FORMAT_FIELD_NAMES="camelize",
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402  settings come first
from django.db import models  # noqa: E402
from django.db.models.functions import Now  # noqa: E402
from django.urls import include, path  # noqa: E402
from rest_framework.routers import DefaultRouter  # noqa: E402
from rest_framework_json_api import serializers, views  # noqa: E402


class Table(models.Model):
    """A row of a table that is there already."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)

    class Meta:
        abstract = True
        managed = False
        app_label = "rest_framework_json_api"


class Person(Table):
    name = models.TextField()
    handle = models.TextField()
    bio = models.TextField(null=True)
    website = models.TextField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Table.Meta):
        abstract = False
        db_table = "people"


class Tag(Table):
    name = models.TextField()
    slug = models.TextField()
    description = models.TextField(null=True)

    class Meta(Table.Meta):
        abstract = False
        db_table = "tags"


class Article(Table):
    title = models.TextField()
    slug = models.TextField()
    summary = models.TextField(null=True)
    body = models.TextField(default="")
    body_html = models.TextField(default="")
    status = models.TextField(default="draft")
    language = models.TextField(default="en")
    comments_open = models.BooleanField(default=True)
    word_count = models.IntegerField(default=0)
    reading_minutes = models.IntegerField(default=0)
    version = models.IntegerField(default=1)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    author = models.ForeignKey(Person, models.DO_NOTHING, related_name="articles")
    tags = models.ManyToManyField(Tag, through="ArticleTag", related_name="articles")

    class Meta(Table.Meta):
        abstract = False
        db_table = "articles"
        ordering = ("-published_at", "-id")


class ArticleTag(models.Model):
    pk = models.CompositePrimaryKey("article_id", "tag_id")
    article = models.ForeignKey(Article, models.DO_NOTHING)
    tag = models.ForeignKey(Tag, models.DO_NOTHING)

    class Meta:
        managed = False
        app_label = "rest_framework_json_api"
        db_table = "article_tags"


class Comment(Table):
    body = models.TextField()
    status = models.TextField(default="visible")
    created_at = models.DateTimeField(db_default=Now())
    article = models.ForeignKey(Article, models.DO_NOTHING, related_name="comments")
    author = models.ForeignKey(Person, models.DO_NOTHING, related_name="comments")

    class Meta(Table.Meta):
        abstract = False
        db_table = "comments"
        ordering = ("created_at", "id")


class PersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = Person
        resource_name = "people"
        fields = ("name", "handle", "bio", "website", "created_at")


class TagSerializer(serializers.ModelSerializer):
    class Meta:
        model = Tag
        resource_name = "tags"
        fields = ("name", "slug", "description")


class CommentSerializer(serializers.ModelSerializer):
    included_serializers = {"author": PersonSerializer}

    class Meta:
        model = Comment
        resource_name = "comments"
        fields = ("body", "status", "created_at", "author")


class ArticleSerializer(serializers.ModelSerializer):
    included_serializers = {
        "author": PersonSerializer,
        "tags": TagSerializer,
        "comments": CommentSerializer,
    }
    tags = serializers.ResourceRelatedField(many=True, read_only=True)
    comments = serializers.ResourceRelatedField(many=True, read_only=True)

    class Meta:
        model = Article
        resource_name = "articles"
        fields = (
            *("title", "slug", "summary", "body", "status", "language", "published_at"),
            *("created_at", "updated_at", "author", "tags", "comments"),
        )
        read_only_fields = ("created_at", "updated_at")


class PersonViewSet(views.ModelViewSet):
    queryset = Person.objects.order_by("id")
    serializer_class = PersonSerializer


class TagViewSet(views.ModelViewSet):
    queryset = Tag.objects.order_by("id")
    serializer_class = TagSerializer


class CommentViewSet(views.ModelViewSet):
    queryset = Comment.objects.all()
    serializer_class = CommentSerializer


class ArticleViewSet(views.ModelViewSet):
    queryset = Article.objects.all()
    serializer_class = ArticleSerializer
    filterset_fields = {"comments__author__handle": ("exact",)}
    select_for_includes = {"author": ["author"]}
    prefetch_for_includes = {
        "__all__": ["tags", "comments"],
        "comments.author": ["comments__author"],
    }


router = DefaultRouter(trailing_slash=False)
for _name, _viewset in (
    ("people", PersonViewSet),
    ("tags", TagViewSet),
    ("comments", CommentViewSet),
    ("articles", ArticleViewSet),
):
    router.register(_name, _viewset, basename=_name)

urlpatterns = [path("", include(router.urls))]
application = get_wsgi_application()
