"""A peer: Django REST framework, with what is nested loaded along."""

from __future__ import annotations

import django
from django.conf import settings

from ..catalogue import BOOKS
from ..catalogue import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path(), "CONN_MAX_AGE": None}},
    INSTALLED_APPS=["rest_framework", __package__],
    MIDDLEWARE=[],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a benchmark",
    USE_TZ=False,
)
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import models  # noqa: E402
from django.urls import path as route  # noqa: E402
from rest_framework import generics  # noqa: E402
from rest_framework import pagination  # noqa: E402
from rest_framework import serializers  # noqa: E402

from ..drivers import WSGI  # noqa: E402


class Author(models.Model):
    """Who wrote a book."""

    name = models.CharField(max_length=100)
    country = models.CharField(max_length=50)

    class Meta:
        app_label, db_table, managed = "applications", "authors", False


class Tag(models.Model):
    """What a book is about."""

    name = models.CharField(max_length=50)

    class Meta:
        app_label, db_table, managed, ordering = "applications", "tags", False, ("id",)


class Book(models.Model):
    """Something to list."""

    title = models.CharField(max_length=200)
    pages = models.IntegerField()
    price = models.DecimalField(max_digits=8, decimal_places=2)
    in_print = models.BooleanField()
    published = models.DateField()
    created_at = models.DateTimeField()
    author = models.ForeignKey(Author, models.CASCADE)
    tags = models.ManyToManyField(Tag, through="BookTag")

    class Meta:
        app_label, db_table, managed = "applications", "books", False


class BookTag(models.Model):
    """Which book has which tag."""

    pk = models.CompositePrimaryKey("book_id", "tag_id")
    book = models.ForeignKey(Book, models.CASCADE)
    tag = models.ForeignKey(Tag, models.CASCADE)

    class Meta:
        app_label, db_table, managed = "applications", "book_tags", False


class _AuthorOut(serializers.ModelSerializer):
    class Meta:
        model, fields = Author, ("id", "name")


class _TagOut(serializers.ModelSerializer):
    class Meta:
        model, fields = Tag, ("name",)


class _BookOut(serializers.ModelSerializer):
    author = _AuthorOut()
    tags = _TagOut(many=True)

    class Meta:
        model, fields = Book, ("id", "title", "pages", "price", "in_print", "published", "created_at", "author", "tags")


class _Pages(pagination.LimitOffsetPagination):
    max_limit, default_limit = 100, 20

    def get_count(self, queryset: models.QuerySet[Book]) -> int:
        # The others do not count, either.
        return BOOKS


class _Books(generics.ListAPIView):
    queryset = Book.objects.select_related("author").prefetch_related("tags").order_by("id")
    serializer_class = _BookOut
    pagination_class = _Pages


urlpatterns = [route("books", _Books.as_view())]


def application() -> WSGI:
    """Make the application."""
    made: WSGI = WSGIHandler()
    return made
