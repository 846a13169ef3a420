"""What is shown of records is made of their rows, where all that is there is proven good; else of the records. It is the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate
from sqlalchemy.orm import Session

from flask_resty import ContractError
from flask_resty.models import Order
from flask_resty.models import Query
from flask_resty.models import Reads
from flask_resty.models import SQLAlchemyStore
from flask_resty.models.reads import reads_of
from flask_resty.models.sql.asked import asking
from flask_resty.models.sql.owners import owned
from flask_resty.models.sql.pieces import Piece
from flask_resty.models.sql.pieces import pieces_of
from flask_resty.schema.compiled import compile as compile_schema
from flask_resty.schema.laid import Records

from .test_sql_records import SELECTIONS
from .test_sql_records import RecordArticle
from .toys import Article
from .toys import Author
from .toys import Comment

BY_ID = (Order("id"),)


class RowTag(Schema):
    id = fields.Int()
    name = fields.Str(data_key="called")


class RowAuthor(Schema):
    username = fields.Str(validate=validate.Length(min=1))
    born_on = fields.Date(allow_none=True)


class RowComment(Schema):
    content = fields.Str()
    author = fields.Nested(RowAuthor)


class RowArticle(Schema):
    id = fields.Int()
    uuid = fields.UUID()
    name = fields.Str(attribute="title")
    price = fields.Decimal(as_string=True, allow_none=True)
    is_featured = fields.Bool()
    created_at = fields.AwareDateTime()
    published_at = fields.AwareDateTime(allow_none=True)
    author = fields.Nested(RowAuthor)
    parent = fields.Nested(lambda: RowArticle(only=("id", "author", "tags")), allow_none=True)
    tags = fields.Nested(RowTag, many=True)
    comments = fields.List(fields.Nested(RowComment))


def _records(session: Session, schema: Schema) -> Any:
    return SQLAlchemyStore(Article, session).query(Query(order=BY_ID, reads=reads_of(schema)))


def _dumped(schema: Schema, data: Any, *, is_ready: bool = False, check: Any = "raise") -> Any:
    compiled = compile_schema(schema, check=check)
    return (compiled.ready if is_ready else compiled.dump)(data)


@pytest.mark.parametrize("is_ready", [False, True], ids=["dump", "ready"])
@pytest.mark.parametrize("check", ["off", "raise"])
@pytest.mark.parametrize(
    "schema",
    [RowArticle(many=True), *(RecordArticle(only=only, many=True) for only in SELECTIONS)],
    ids=["rows", *(" ".join(only or ["all"]) for only in SELECTIONS)],
)
def test_rows_are_dumped_as_their_records_would_be(filled, schema, check, is_ready):
    of_rows = _dumped(schema, _records(filled, schema), check=check, is_ready=is_ready)
    assert of_rows == _dumped(schema, [*_records(filled, schema)], check=check, is_ready=is_ready)
    assert [[*one] for one in of_rows] == [[*one] for one in _dumped(schema, [*_records(filled, schema)], check=check)]


def test_no_record_is_made_for_what_is_proven_good(filled):
    schema = RowArticle(many=True)
    records = _records(filled, schema)
    assert len(_dumped(schema, records)) == len(records)
    assert isinstance(records, Records) and not records.is_made


def test_a_part_of_the_rows_is_dumped_by_rows_too(filled):
    schema = RowArticle(many=True)
    some = _records(filled, schema)[1:3]
    assert [one["id"] for one in _dumped(schema, some)] == [2, 3]
    assert not some.is_made


def test_what_was_changed_in_a_record_is_shown(filled):
    schema = RowArticle(many=True)
    records = _records(filled, schema)
    records[0]["title"] = "Changed"
    assert _dumped(schema, records)[0]["name"] == "Changed"


@pytest.mark.parametrize("price", [Decimal("NaN"), "cheap"], ids=["not a number", "no decimal"])
def test_what_is_not_proven_good_is_judged_in_the_usual_way(filled, price):
    schema, laid = RowArticle(only=("price",), many=True), _records(filled, RowArticle(only=("price",), many=True))
    place = laid.layout.shape.values["price"]
    rows = [tuple(price if number == place else value for number, value in enumerate(row)) for row in laid.loaded.rows]
    records = Records(laid.layout, laid.loaded._replace(rows=rows), laid._make)
    with pytest.raises(ContractError, match="price"):
        _dumped(schema, records)
    assert records.is_made


def test_none_where_an_object_was_promised_is_told(filled):
    schema = RowArticle(only=("parent",), many=True)
    schema.fields["parent"].allow_none = False
    with pytest.raises(ContractError, match="parent"):
        _dumped(schema, _records(filled, schema))


def test_records_are_like_a_list(filled):
    records = _records(filled, RowTag(only=("id",)))
    assert records == [*records] == records[:] and records != []
    assert repr(records) == repr([*records])
    assert [*reversed(records)] == records[::-1]


# -- who is asked, and how ---------------------------------------------------------------------------------------------


def test_many_owners_are_one_parameter(filled, statements):
    statements.clear()
    _records(filled, RowArticle(only=("id", "tags"), many=True))
    assert "POSTCOMPILE" not in statements[-1] and ("json_each" in statements[-1] or "ANY (" in statements[-1])


@pytest.mark.parametrize(
    ("dialect", "owners", "expected"),
    [
        ("sqlite", [1, 2], "[1, 2]"),
        ("postgresql", [1, 2], [1, 2]),
        ("mysql", [1, 2], [1, 2]),
        # SQLite keeps anything in a column of numbers.
        ("sqlite", [1, "a"], [1, "a"]),
        ("sqlite", [1, True], [1, True]),
    ],
)
def test_numbers_go_into_one_parameter_where_a_database_looks_into_it(dialect, owners, expected):
    owner = owned(Article.comments.property)
    asked = asking(owner, owner.select([Comment.id]), dialect)
    statement, parameters = asked.of(owners)
    assert parameters == {"owners": expected}
    assert (statement is asked.by_each) is (dialect == "mysql" or owners != [1, 2])


class Careful(Session):
    """A session that looks at what it executes."""

    def execute(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        self.info.setdefault("seen", []).append(statement)
        return super().execute(statement, *args, **kwargs)


def test_a_session_of_ones_own_executes_what_is_asked(filled, engine):
    filled.commit()
    schema = RowArticle(only=("id", "tags"), many=True)
    with Careful(engine) as session:
        assert _records(session, schema) == _records(filled, schema)
        assert len(session.info["seen"]) == 2


def test_what_was_not_written_yet_is_listed(filled):
    filled.add(Author(username="new", name="New"))
    shown = SQLAlchemyStore(Author, filled).query(Query(reads=reads_of(RowAuthor(only=("username",)))))
    assert "new" in [one["username"] for one in shown]


# -- behind a row that need not have a value ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_backwards", "has_value", "expected"),
    [
        (False, True, [Piece(True, True), Piece(False, False)]),
        (False, False, [Piece(False, True)]),
        (True, True, [Piece(True, True)]),
        (True, False, [Piece(False, True), Piece(True, False)]),
    ],
)
def test_rows_without_a_value_are_a_piece_of_their_own(is_backwards, has_value, expected):
    query = Query(order=(Order("published_at"), Order("id")), behind=(1 if has_value else None, 1), is_backwards=is_backwards)
    assert [*pieces_of(query)] == expected


def test_the_second_piece_is_read_where_the_first_does_not_suffice(filled, statements):
    store, order = SQLAlchemyStore(Article, filled), (Order("published_at"), Order("id"))
    whole = [*store.query(Query(order=order, reads=Reads({"id": None})))]
    behind = store.values(whole[0], ["published_at", "id"])
    for limit, expected in ((1, 1), (len(whole), 2)):
        statements.clear()
        found = store.query(Query(order=order, behind=behind, limit=limit, reads=Reads({"id": None})))
        assert found == whole[1 : 1 + limit]
        assert len(statements) == expected
    assert " OR " not in statements[0]
