"""Who reads what they should not, and what breaks those who read: each of these was possible once."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import Engine
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import with_loader_criteria

from flask_resty import Principal
from flask_resty.auth import Bearer
from flask_resty.models import Cursor
from flask_resty.models import Filter
from flask_resty.models import Filters
from flask_resty.models import ModelCollection
from flask_resty.models import ModelItem
from flask_resty.models import ObjectStore
from flask_resty.models import Sorting
from flask_resty.models import SQLAlchemyStore

from .magazine import serve
from .toys import Article
from .toys import Author
from .toys import Comment

MERGE = "application/merge-patch+json"

# -- rows behind relations ---------------------------------------------------------------------------------------------


def without_second(select: Any) -> Any:
    return select.options(with_loader_criteria(Comment, Comment.id != 2, include_aliases=True))


@pytest.fixture
def hiding(filled: Session) -> FlaskClient:
    """Give a client of articles, whose scope hides comments, too."""

    class HidingList(ModelCollection):
        store = SQLAlchemyStore(Article, filled)
        fields = ("id", ("comments", ("id",)))
        filters = Filters(comment=Filter("comments.content"))
        search = ("comments.content",)

        def scope(self, select: Any) -> Any:
            return without_second(select)

    class HidingItem(ModelItem):
        store = SQLAlchemyStore(Article, filled)
        fields = ("id", ("comments", ("id",)))
        update_fields = ("title",)

        def scope(self, select: Any) -> Any:
            return without_second(select)

    return serve(filled, {"/articles": HidingList, "/articles/<int:id>": HidingItem})


def test_what_a_scope_hides_behind_relations_is_hidden_in_lists(hiding):
    assert hiding.get("/articles").json[0] == {"id": 1, "comments": [{"id": 1}, {"id": 3}]}


@pytest.mark.parametrize("query", ["comment=Comment {}", "q=Comment {}"], ids=["filter", "search"])
def test_what_a_scope_hides_behind_relations_is_not_found(hiding, query):
    assert [len(hiding.get("/articles?" + query.format(number)).json) for number in (1, 2)] == [1, 0]


def test_what_a_scope_hides_behind_relations_is_hidden_in_items(hiding):
    assert hiding.get("/articles/1").json == {"id": 1, "comments": [{"id": 1}, {"id": 3}]}


def test_what_a_scope_hides_behind_relations_is_hidden_in_answers_to_changes(hiding):
    changed = hiding.patch("/articles/1", json={"title": "Emma"}, content_type=MERGE)
    assert changed.json == {"id": 1, "comments": [{"id": 1}, {"id": 3}]}


def test_who_listens_to_a_session_hides_rows_from_records_as_well(filled):
    @event.listens_for(filled, "do_orm_execute")
    def _hide(state: Any) -> None:
        state.statement = state.statement.options(with_loader_criteria(Author, Author.id != 2))

    class Comments(Schema):
        id = fields.Int()
        author = fields.Nested({"name": fields.Str()}, allow_none=True)

    class HeardList(ModelCollection):
        store = SQLAlchemyStore(Comment, filled)
        schema = Comments

    shown: Any = serve(filled, {"/comments": HeardList}).get("/comments").json
    assert [one["author"] for one in shown] == [None, None, None, {"name": "Ann Example"}]


# -- fields that take a scope ------------------------------------------------------------------------------------------


class Priced(Schema):
    """An article with what only some may read, or write."""

    id = fields.Int()
    title = fields.Str(metadata={"write_scope": "articles:title"})
    price = fields.Decimal(as_string=True, metadata={"read_scope": "articles:audit"})
    content = fields.Str(metadata={"read_scope": "articles:audit"})
    author = fields.Nested({"username": fields.Str()}, metadata={"read_scope": "articles:audit"})


CALLERS = {"guest": Principal(id="1"), "auditor": Principal(id="2", scopes=frozenset({"articles:audit"}))}


@pytest.fixture(params=["schema", "list_schema"])
def priced(filled: Session, request: pytest.FixtureRequest) -> FlaskClient:
    """Give a client of a list with fields that take scopes, which are in the list, or in what POST shows only."""

    class PricedList(ModelCollection):
        store = SQLAlchemyStore(Article, filled)
        schema = Priced
        filters = Filters(
            price=Filter("price", "eq", "gte", "in", "null"), title=Filter("title"), secret=Filter("author.secret", "startswith")
        )
        sorting = Sorting("title", "price", writer="author.username")
        search = ("title", "content")

    class BriefList(PricedList):
        list_fields = ("id",)

    filled.execute(sa.update(Article).where(Article.id == 3).values(content="A secret."))
    filled.commit()
    cls = PricedList if request.param == "schema" else BriefList
    return serve(filled, {"/articles": cls}, middleware=[Bearer(verify=CALLERS.get)])


def ask(client: FlaskClient, who: str, query: str) -> Any:
    return client.get(f"/articles?{query}", headers={"Authorization": f"Bearer {who}"})


ORACLES = [
    "price[gte]=5",
    "price=1.5",
    "price[in]=1.5",
    "price[null]=true",
    "secret[startswith]=a",
    "sort=price",
    "sort=title,-price",
    "sort=writer",
]


@pytest.mark.parametrize("query", ORACLES)
def test_who_may_not_read_a_field_may_not_guess_it(priced, query):
    refused = ask(priced, "guest", query)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (403, "insufficient_scope")


@pytest.mark.parametrize("query", ORACLES)
def test_who_may_read_a_field_may_ask_for_it(priced, query):
    assert ask(priced, "auditor", query).status_code == 200


def test_nothing_is_found_in_what_may_not_be_read(priced):
    assert ask(priced, "guest", "q=secret").json == []
    assert [one["id"] for one in ask(priced, "auditor", "q=secret").json] == [3]
    assert [one["id"] for one in ask(priced, "guest", "q=Article 3").json] == [3]


def test_who_may_not_write_a_field_may_ask_for_it(priced):
    assert [one["id"] for one in ask(priced, "guest", "title=Article 3").json] == [3]


# -- values and columns of all kinds -----------------------------------------------------------------------------------


class Even(sa.TypeDecorator[int]):
    """An even number, or none."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Any) -> int | None:
        if value is not None and value % 2:
            raise ValueError("It is odd.")
        return value


class Code(sa.TypeDecorator[str]):
    """Letters, kept in capitals."""

    impl = sa.String(20)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        if value is not None and not value.isalpha():
            raise ValueError("There is more than letters.")
        return value and value.upper()


class Peculiar(DeclarativeBase):
    """The base of models with columns that are not seen every day."""


class Gauge(Peculiar):
    """What is measured somewhere."""

    __tablename__ = "gauges"

    id: Mapped[int] = mapped_column(primary_key=True)
    even: Mapped[int | None] = mapped_column(Even)
    code: Mapped[str | None] = mapped_column(Code)
    short: Mapped[float | None] = mapped_column(sa.REAL)
    state: Mapped[str] = mapped_column(sa.Enum("on", "off", name="gauge_state"), default="on")
    token: Mapped[str] = mapped_column(sa.Uuid(as_uuid=False), default=str(uuid.UUID(int=7)))
    address: Mapped[str] = mapped_column(sa.String(40).with_variant(INET(), "postgresql"), default="10.0.0.1")


class GaugeOut(Schema):
    """Which one it is."""

    id = fields.Int()


@pytest.fixture
def gauges(engine: Engine) -> Iterator[FlaskClient]:
    """Give a client of a list with three of them."""
    Peculiar.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Gauge(id=number, even=2 * number, code="ab"[: number - 1] or None, short=number / 10) for number in (1, 2, 3))
        session.commit()

        class GaugeList(ModelCollection):
            store = SQLAlchemyStore(Gauge, session)
            schema = GaugeOut
            filters = Filters(
                even=Filter("even", "eq", "ne", "in", "not_in", "lt", "gte", field=fields.Int()),
                code=Filter("code", "eq", "ne", "like", "contains", field=fields.Str()),
                state=Filter("state", "eq", "like", "startswith"),
                token=Filter("token", "like", "icontains"),
                address=Filter("address", field=fields.Str()),
            )
            search = ("code", "state", "token")
            sorting = Sorting("short")
            pagination = Cursor(1)

        yield serve(session, {"/gauges": GaugeList})


def numbers(client: FlaskClient, query: str) -> list[int]:
    answer: Any = client.get(f"/gauges?limit=9&{query}")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("even=4", [2]),
        ("even=3", []),
        ("even[ne]=3", [1, 2, 3]),
        ("even[in]=3,4", [2]),
        ("even[not_in]=3,4", [1, 3]),
        ("even[gte]=3", []),
        ("even=4294967296", []),
        ("even=9223372036854775806", []),
        ("even[lt]=99999999999999999999", [1, 2, 3]),
        ("code=A", [2]),
        ("code=a1", []),
        ("code[ne]=a1", [2, 3]),
        ("code[contains]=b", [3]),
        ("code[like]=A*", [2, 3]),
        ("code[like]=*1*", []),
        ("q=AB", [3]),
        ("q=a-b", []),
    ],
)
def test_type_that_refuses_a_value_has_no_row_with_it(gauges, query, found):
    assert numbers(gauges, query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state[like]=o?", [1, 2, 3]),
        ("state[startswith]=of", []),
        ("token[like]=00000000*", [1, 2, 3]),
        ("token[icontains]=00000000-0000-0000-0000-000000000008", []),
        ("q=on", [1, 2, 3]),
        ("q=00000000-0000-0000-0000-000000000008", []),
    ],
)
def test_what_the_database_does_not_have_as_text_is_looked_into_as_text(gauges, query, found):
    assert numbers(gauges, query) == found


def test_value_that_only_the_database_knows_to_be_none_is_no_failure(gauges, engine):
    assert numbers(gauges, "address=10.0.0.1") == [1, 2, 3]
    refused = gauges.get("/gauges?address=nowhere")
    expected = (422, "invalid") if engine.dialect.name == "postgresql" else (200, None)
    assert (refused.status_code, refused.json["errors"][0]["code"] if refused.json else None) == expected


def test_address_that_only_the_database_knows_to_be_none_has_nothing(engine):
    Peculiar.metadata.create_all(engine)

    class GaugeAt(ModelItem):
        schema = GaugeOut
        deletes = True

    with Session(engine) as session:
        GaugeAt.store = SQLAlchemyStore(Gauge, session)
        client = serve(session, {"/gauges/<address>": GaugeAt})
        assert client.get("/gauges/nowhere").status_code == 404
        session.rollback()
        assert client.delete("/gauges/nowhere").status_code == 404


@pytest.mark.parametrize("sort", ["short", "-short"])
def test_cursor_passes_numbers_of_32_bits(gauges, sort):
    assert followed(gauges, f"/gauges?sort={sort}&cursor=") == ([1, 2, 3] if sort == "short" else [3, 2, 1])


def followed(client: FlaskClient, address: str) -> list[int]:
    """Give the ids of all pages of a list, one after the other; of no more than nine of them."""
    found: list[int] = []
    for _ in range(9):
        answer: Any = client.get(address)
        assert answer.status_code == 200, answer.text
        found += [one["id"] for one in answer.json]
        links = [link for link in answer.headers["Link"].split(", ") if link.endswith('rel="next"')]
        if not links:
            break
        address = links[0].partition(">")[0].removeprefix("<")
    return found


# -- a store in memory -------------------------------------------------------------------------------------------------


class Colour(enum.Enum):
    """What something looks like."""

    RED = "r"
    BLUE = "b"


@dataclass
class Stone:
    """Something that lies around."""

    id: int
    colour: Colour | None = None
    weight: Decimal | None = None
    size: float | None = None
    found_at: dt.datetime | None = None


@pytest.fixture
def stones() -> FlaskClient:
    """Give a client of stones, whose sizes and weights are not all known."""
    nan = float("nan")

    class StoneList(ModelCollection):
        store = ObjectStore(
            Stone,
            [
                Stone(1, Colour.RED, Decimal(1), 1.5),
                Stone(2, Colour.BLUE, Decimal("NaN"), nan),
                Stone(3),
                Stone(4, None, Decimal(0), 0.5, dt.datetime(2030, 1, 1, tzinfo=dt.UTC)),
            ],
        )
        schema = GaugeOut
        filters = Filters(weight=Filter("weight", "gt", "lt"), found_at=Filter("found_at", "gt", "eq", "in"))
        sorting = Sorting("colour", "weight", "size")
        pagination = Cursor(1)

    return serve(None, {"/stones": StoneList})


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("colour", [2, 1, 3, 4]),
        ("-colour", [1, 2, 4, 3]),
        ("weight", [4, 1, 2, 3]),
        ("-weight", [2, 1, 4, 3]),
        ("size", [4, 1, 2, 3]),
        ("-size", [2, 1, 4, 3]),
    ],
)
def test_what_cannot_be_compared_has_its_place_in_an_order(stones, sort, found):
    assert followed(stones, f"/stones?sort={sort}&cursor=") == found


def test_what_cannot_be_compared_is_neither_more_nor_less(stones):
    assert [stones.get(f"/stones?limit=9&weight[{operator}]=0.5").json for operator in ("gt", "lt")] == [[{"id": 1}], [{"id": 4}]]


@pytest.mark.parametrize("query", ["found_at=2030-01-01T00:00:00", "found_at[gt]=2029-12-31T23:59:59", "found_at[in]=2030-01-01T00:00:00"])
def test_moment_without_a_zone_is_in_utc(stones, query):
    assert stones.get(f"/stones?limit=9&{query}").json == [{"id": 4}]
