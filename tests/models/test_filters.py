"""Filters: what clients may ask for, by operator, and what is refused."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from marshmallow import fields
from marshmallow import validate
from sqlalchemy import REAL
from sqlalchemy import DateTime
from sqlalchemy import Enum
from sqlalchemy import SmallInteger
from sqlalchemy import String
from sqlalchemy import Uuid
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column

from flask_resty import ConfigError
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import Listing
from flask_resty.models import SQLAlchemyStore

from .listed import ListedArticle
from .listed import client_for
from .listed import client_of
from .listed import refusals
from .toys import Article
from .toys import Author
from .toys import Tag

HUGE = "9" * 30

OFFERED = {
    "id": Filter("id", "eq", "ne", "lt", "lte", "gt", "gte", "in", "not_in"),
    "title": Filter("title", "eq", "in", "like", "ilike", "contains", "icontains", "startswith"),
    "state": Filter("status", "eq", "in"),
    "price": Filter("price", "eq", "gte", "lt"),
    "rank": Filter("rank", "eq", "ne", "null", "not_in"),
    "created_at": Filter("created_at", "gte", "lt"),
    "published_at": Filter("published_at", "null", "gt", field=fields.AwareDateTime()),
    "uuid": Filter("uuid"),
    "is_featured": Filter("is_featured"),
    "author": Filter("author.username"),
    "born": Filter("author.born_on", "eq", "null"),
    "tag": Filter("tags.name", "eq", "in"),
    "hot": Filter(field=fields.Int(), by=lambda select, value: select.where(Article.rank >= value)),
    "by": Filter(field=fields.Str(), by=lambda select, value: select.join(Article.author).where(Author.username == value)),
}


@pytest.fixture(scope="module")
def client():
    # What is refused never comes as far as a database.
    return client_of(lambda: pytest.fail("The database was asked."), **OFFERED)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ("id=3", [3]),
        ("id[ne]=3", [1, 2, 4, 5, 6]),
        ("id[lt]=3", [1, 2]),
        ("id[lte]=3", [1, 2, 3]),
        ("id[gt]=3&id[lte]=5", [4, 5]),
        ("id[gte]=5", [5, 6]),
        ("id[in]=5,1,77", [1, 5]),
        ("id[not_in]=1,2,3,4", [5, 6]),
        ("id%5Bin%5D=1", [1]),
        ("title=Article%202", [2]),
        ("title=article%202", []),
        ("title[in]=Article%202,Article%203", [2, 3]),
        ("title[like]=*%203", [3]),
        ("title[like]=Article%20?", [1, 2, 3, 4, 5, 6]),
        ("title[like]=Article", []),
        ("title[like]=%25", []),
        ("title[like]=Article__", []),
        ("title[ilike]=ARTICLE*4", [4]),
        ("title[contains]=cle%201", [1]),
        ("title[contains]=%25", []),
        ("title[icontains]=CLE%201", [1]),
        ("title[startswith]=Art", [1, 2, 3, 4, 5, 6]),
        ("title[startswith]=_", []),
        ("state=published", [2, 4, 6]),
        ("state[in]=published,draft", [1, 2, 3, 4, 5, 6]),
        ("price=2.50", [2]),
        ("price=2.5", [2]),
        ("price=2.501", []),
        ("price[gte]=4.5&price[lt]=6.5", [4, 5]),
        ("rank=2", [3, 4]),
        ("rank[ne]=2", [2, 5]),
        ("rank[not_in]=2", [2, 5]),
        ("rank[null]=true", [1, 6]),
        ("rank[null]=false", [2, 3, 4, 5]),
        ("created_at[gte]=2026-01-01T00:05:00Z", [5, 6]),
        ("created_at[gte]=2026-01-01T02:05:00%2B02:00", [5, 6]),
        ("created_at[lt]=2026-01-01T00:02:00Z", [1]),
        ("published_at[null]=true", [1, 3, 5]),
        ("published_at[gt]=2026-01-05T00:00:00Z", [6]),
        ("uuid=00000000-0000-0000-0000-000000000003", [3]),
        ("is_featured=true", []),
        ("author=ann", [1, 3, 5]),
        ("author=ann&state=published", []),
        ("born=1990-05-01", [1, 3, 5]),
        ("born[null]=true", [2, 4, 6]),
        ("tag=art", [1, 2]),
        ("tag[in]=books,cities", [1]),
        ("hot=2", [3, 4, 5]),
        ("by=bob&hot=2", [4]),
        (f"id={HUGE}", []),
        (f"id[in]=1,{HUGE}", [1]),
        (f"id[lt]={HUGE}", [1, 2, 3, 4, 5, 6]),
        (f"id[gt]=-{HUGE}", [1, 2, 3, 4, 5, 6]),
        (f"rank[ne]={HUGE}", [2, 3, 4, 5]),
        (f"rank[not_in]={HUGE}", [2, 3, 4, 5]),
        (f"hot=-{HUGE}", []),
        ("id=3000000000", []),
        ("price=1e99", []),
        ("price[lt]=1e9999", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_rows_are_found(filled, query, found):
    response = client_of(filled, **OFFERED).get(f"/articles?{query}")
    assert (response.status_code, response.json) == (200, found)


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("id=ten", "/id", "type"),
        ("id=", "/id", "type"),
        ("id=1.0", "/id", "type"),
        ("id=1&id=2", "/id", "repeated"),
        ("id[in]=1&id[in]=2", "/id[in]", "repeated"),
        ("id[in]=1,x", "/id[in]/1", "type"),
        ("id[in]=", "/id[in]/0", "type"),
        (f"id[in]={','.join(['1'] * 101)}", "/id[in]", "too_long"),
        ("id[eq]=1", "/id[eq]", "unknown"),
        ("id[like]=1", "/id[like]", "unknown"),
        ("id[]=1", "/id[]", "unknown"),
        ("id__gt=1", "/id__gt", "unknown"),
        ("author.username=ann", "/author.username", "unknown"),
        ("author[secret]=x", "/author[secret]", "unknown"),
        ("version=1", "/version", "unknown"),
        ("state=PUBLISHED", "/state", "choice"),
        ("price=NaN", "/price", "type"),
        ("rank[null]=1", "/rank[null]", "type"),
        ("created_at[gte]=2026-01-01", "/created_at[gte]", "format"),
        ("created_at[gte]=2026-01-01T00:00:00", "/created_at[gte]", "format"),
        ("created_at[gte]=0001-01-01T00:00:00%2B23:59", "/created_at[gte]", "format"),
        ("uuid=3", "/uuid", "format"),
        ("title=%00", "/title", "format"),
        ("title[in]=a,%00", "/title[in]/1", "format"),
        ("title[like]=%00", "/title[like]", "format"),
        (f"title[like]={'x' * 201}", "/title[like]", "too_long"),
        ("title[like]=******", "/title[like]", "format"),
        (f"title[contains]={'x' * 201}", "/title[contains]", "too_long"),
        ("author=%00", "/author", "format"),
        ("by=%00", "/by", "format"),
        ("hot=ten", "/hot", "type"),
    ],
)
def test_query_is_refused(client, query, pointer, code):
    response = client.get(f"/articles?{query}")
    assert refusals(response) == [(pointer, code)]


def test_all_mistakes_come_at_once(client):
    response = client.get("/articles?id=x&title=%00&nothing=1")
    assert refusals(response) == [("/id", "type"), ("/title", "format"), ("/nothing", "unknown")]


@pytest.mark.parametrize("value", ["s3cr3t-value", "s3cr3t%00", "s3cr3t,s3cr3t"])
def test_no_value_is_echoed(client, value):
    names = ["id", "id[in]", "state", "uuid", "created_at[gte]", "price", "rank[null]", "title[like]", "s3cr3ts"]
    response = client.get("/articles?" + "&".join(f"{name}={value}&{name}={value}" for name in names))
    assert response.status_code == 422
    assert "s3cr3t-value" not in response.text and "s3cr3t\\u0000" not in response.text


def test_filter_may_be_required_or_have_a_default(filled):
    state = fields.Enum(ListedArticle().fields["state"].enum, by_value=True, required=True)
    client = client_of(filled, state=Filter("status", field=state), id=Filter("id", "lte", "gte", field=fields.Int(load_default=4)))
    assert refusals(client.get("/articles")) == [("/state", "required")]
    assert client.get("/articles?state=draft").json == [1, 3]
    assert client.get("/articles?state=draft&id[lte]=6&id[gte]=2").json == [3, 5]


def test_what_the_schema_requires_of_a_row_is_not_required_of_a_query(filled):
    assert len(client_of(filled, title=Filter("title")).get("/articles").json) == 6


def test_validators_are_for_values_but_not_for_patterns_and_bounds(filled):
    title = fields.Str(validate=validate.Length(min=9))
    client = client_of(filled, title=Filter("title", "eq", "gt", "startswith", field=title))
    assert refusals(client.get("/articles?title=Art")) == [("/title", "too_short")]
    assert client.get("/articles?title[gt]=Article%205&title[startswith]=Art").json == [6]


def test_list_reads_all_values_of_a_filter_of_ones_own(filled):
    def with_all_tags(select, names):
        for name in names:
            select = select.where(Article.tags.any(Tag.name == name))
        return select

    client = client_of(filled, tag=Filter(field=fields.List(fields.Str()), by=with_all_tags))
    assert client.get("/articles?tag=art&tag=books").json == [1]
    assert refusals(client.get("/articles?tag=art&tag=%00")) == [("/tag/1", "format")]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Filter("id", "equals"), "'equals'"),
        (lambda: Filter("id", "gt", "gt"), "twice"),
        (lambda: Filter(), "needs an attribute"),
        (lambda: Filter("id", by=len, field=fields.Int()), "not both"),
        (lambda: Filter(by=len), "field="),
        (lambda: Filter("id", field=fields.Int), "Give an instance"),
        (lambda: Filters(id="id"), "Filter('attribute', 'eq')"),
        (lambda: Filters(**{"id[gt]": Filter("id")}), "cannot be called"),
    ],
    ids=["operator", "twice", "nothing", "both", "by-without-field", "field-class", "no-filter", "name"],
)
def test_mistake_is_told_at_once(make, words):
    with pytest.raises(ConfigError, match=words.replace("(", r"\(").replace(")", r"\)")):
        make()


@pytest.mark.parametrize(
    ("filter", "words"),
    [
        (Filter("nothing"), "no plain attribute of Article"),
        (Filter("author"), "no plain attribute"),
        (Filter("author.nothing"), "no plain attribute"),
        (Filter("__class__"), "no plain attribute"),
        (Filter("metadata.tables"), "no plain attribute"),
        (Filter("id", "contains"), "which is for text"),
        (Filter("extra"), "which is JSON"),
        (Filter("digest"), "Give it field="),
        (Filter("id", field=fields.Str()), "cannot have"),
        (Filter("id", field=fields.List(fields.Int())), "cannot have"),
    ],
    ids=["unknown", "relation", "behind-a-relation", "dunder", "metadata", "operator-for-text", "json", "bytes", "other-type", "list"],
)
def test_mistake_is_told_when_the_store_is_known(filter, words):
    with pytest.raises(ConfigError, match=words):
        Filters(it=filter).of(SQLAlchemyStore(Article, Session()), ListedArticle())


def test_field_of_another_type_gives_way_to_the_type_of_the_attribute():
    class TextualArticle(ListedArticle):
        id = fields.Str()

    made = Filters(id=Filter("id")).of(SQLAlchemyStore(Article, Session()), TextualArticle())
    assert type(made.fields["id"]) is fields.Integer


class Odds(DeclarativeBase):
    """The base of what is kept in columns that are not for everything."""


class Odd(Odds):
    """A row of such columns."""

    __tablename__ = "odds"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    kind: Mapped[str] = mapped_column(Enum("a", "b", name="kinds"))
    name: Mapped[str] = mapped_column(String(3))
    took: Mapped[dt.timedelta]
    at: Mapped[dt.time]
    small: Mapped[int] = mapped_column(SmallInteger)
    ratio: Mapped[float] = mapped_column(REAL)
    naive: Mapped[dt.datetime]
    aware: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


def odd():
    """Give a row."""
    text = {"code": str(UUID(int=1)), "kind": "a", "name": "abc"}
    moments = {"naive": dt.datetime(2026, 1, 1), "aware": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}
    return Odd(id=1, **text, **moments, took=dt.timedelta(5), at=dt.time(11), small=3, ratio=0.5)


@pytest.fixture
def odds(engine):
    Odds.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(odd())
        session.commit()
        store = SQLAlchemyStore(Odd, session)
        filters = {name: Filter(name, "eq", "gt", "lt", "in") for name in Odd.__mapper__.column_attrs.keys()}
        yield client_for(Listing(store, filters=Filters(**filters)))
    Odds.metadata.drop_all(engine)


def test_values_at_the_edge_of_a_column_and_beyond_break_nothing(odds):
    found = {
        "code=zzz": [],
        "code[in]=zzz,00000000-0000-0000-0000-000000000001": [1],
        "kind=zzz": [],
        "kind[in]=zzz,a": [1],
        "name=abcd": [],
        "took[gt]=1e10": [],
        "took=432000": [1],
        "at[lt]=11:00:01": [1],
        "small[lt]=40000": [1],
        "small=-99999999999": [],
        "ratio[lt]=1e300": [1],
        "ratio=0.5": [1],
        "naive[lt]=9999-12-31T23:59:59": [1],
        "naive=2026-01-01T02:00:00%2B02:00": [1],
        "aware[gt]=0001-01-01T00:00:00Z": [1],
        "aware=2026-01-01T02:00:00%2B02:00": [1],
    }
    assert {query: odds.get(f"/articles?{query}").json for query in found} == found
    for query in ("took[lt]=1e14", "took[gt]=-1e11", "at=10:00Z", "naive[lt]=0001-01-01T00:00:00%2B01:00", "ratio=1e999"):
        assert odds.get(f"/articles?{query}").status_code == 422
