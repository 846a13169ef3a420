"""The schema of a model: which members it has, and of which fields."""

from __future__ import annotations

import datetime as dt
import enum
import re
import uuid
from decimal import Decimal
from typing import Any
from typing import ClassVar
from typing import cast

import pytest
import sqlalchemy as sa
from flask import Flask
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.associationproxy import AssociationProxy
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship
from sqlalchemy.orm import synonym

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty.fields import Expandable
from flask_resty.fields import Link
from flask_resty.models import Base64
from flask_resty.models import Expand
from flask_resty.models import ModelCollection
from flask_resty.models import SQLAlchemyStore
from flask_resty.models import model_schema
from flask_resty.models import reading
from flask_resty.models.reads import reads_of
from flask_resty.models.store import Reads
from flask_resty.schema import compile

from .toys import DAWN
from .toys import Article
from .toys import Author
from .toys import Moment
from .toys import Status
from .toys import Tag

LOCAL = [
    "id",
    "uuid",
    "slug",
    "title",
    "content",
    "status",
    "price",
    "rank",
    "is_featured",
    "digest",
    "extra",
    "created_at",
    "published_at",
    "deleted_at",
    "author_id",
    "parent_id",
    "version",
    "comments_count",
]


def article(**values: Any) -> Article:
    """Make an article that is in no database."""
    return Article(**{"id": 7, "slug": "dune", "title": "Dune", "created_at": DAWN, "author_id": 3, **values})


def shown(schema: type[Schema], item: Any) -> Any:
    """Dump an object as an answer does."""
    return compile(schema(), check="raise").dump(item)


def taken(schema: type[Schema], **sent: Any) -> Any:
    """Load a document as a request does."""
    return compile(schema(), strict="typed").load(sent)


def members(*args: Any, **kwargs: Any) -> list[str]:
    """Name the members of a schema."""
    return [field.data_key or name for name, field in model_schema(*args, **kwargs)().fields.items()]


# -- the shorthand -----------------------------------------------------------------------------------------------------


def test_all_plain_attributes_are_shown_if_none_is_named() -> None:
    assert members(Article) == LOCAL


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        pytest.param(("title", "id"), ["title", "id"], id="names"),
        pytest.param((":pk", "title"), ["id", "title"], id="pk"),
        pytest.param((":related",), ["author", "parent", "children", "tags", "comments"], id="related"),
        pytest.param(
            ("title", ":all"),
            ["title", *[one for one in LOCAL if one != "title"], "author", "parent", "children", "tags", "comments"],
            id="all",
        ),
        pytest.param((re.compile(".*_at$"),), ["created_at", "published_at", "deleted_at"], id="pattern"),
        pytest.param(("id", {"headline": "title", "by": "author.name"}), ["id", "headline", "by"], id="renamed"),
        pytest.param(("id", ("author", ("name",))), ["id", "author"], id="nested"),
        pytest.param(({"title": "title", "headline": "title"},), ["title", "headline"], id="shown twice"),
    ],
)
def test_members_are_named_in_a_shorthand(wanted: Any, names: list[str]) -> None:
    assert members(Article, wanted) == names


def test_what_is_excluded_is_left_out_of_sets_by_name_and_pattern() -> None:
    names = members(Article, exclude=("id", re.compile("p")))
    assert names == [one for one in LOCAL if one != "id" and not one.startswith("p")]


def test_J26_what_is_named_stays_though_it_is_excluded() -> None:
    assert members(Article, ("id", ":local"), exclude=(re.compile("."), "id")) == ["id"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        pytest.param(":local", r"is one text\. Write a tuple: \(':local',\)", id="text"),
        pytest.param((":locals",), "Did you mean ':local'", id="set"),
        pytest.param(("titel",), "no attribute 'titel' in Article. Did you mean 'title'", id="name"),
        pytest.param(("title", "title"), "'title' twice", id="twice"),
        pytest.param((("author", "name"),), "which names nothing", id="nested text"),
        pytest.param((7,), "which names nothing", id="number"),
        pytest.param((("title", ("x",)),), "'title', which is no relation", id="nested column"),
        pytest.param(("author.name",), "without a name. Give it one", id="dotted"),
        pytest.param(({"by": "author.nam"},), "Did you mean 'name'", id="dotted name"),
        pytest.param(({"tag": "tags.name"},), "is no relation to one", id="dotted to many"),
        pytest.param((("author", ("nam",)),), "Did you mean 'name'", id="inside"),
    ],
)
def test_slips_are_told_when_the_schema_is_made(wanted: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        model_schema(Article, wanted)


@pytest.mark.parametrize("keyword", ["exclude", "read_only"])
def test_names_that_would_leave_out_nothing_are_told(keyword: str) -> None:
    with pytest.raises(ConfigError, match=f"'secrt' in {keyword}=.*Did you mean 'secret'"):
        model_schema(Author, (":local",), **cast("Any", {keyword: ("secrt",)}))


def test_what_is_no_model_is_told() -> None:
    with pytest.raises(ConfigError, match="no mapped class"):
        model_schema(Status)


def test_T104_columns_may_be_called_like_methods_and_attributes_of_schemas() -> None:
    class Base(DeclarativeBase):
        pass

    class Clash(Base):
        __tablename__ = "clash"
        id: Mapped[int] = mapped_column(primary_key=True)
        read: Mapped[str]
        model: Mapped[str]
        get: Mapped[str]
        fields: Mapped[str]
        dump: Mapped[str]
        context: Mapped[str]

    values = {name: name for name in ("read", "model", "get", "fields", "dump", "context")}
    assert shown(model_schema(Clash), Clash(id=1, **values)) == {"id": 1, **values}
    assert taken(model_schema(Clash, (":local",), side="load"), **values) == values


def test_what_is_private_or_deferred_is_shown_only_where_it_is_named() -> None:
    class Base(DeclarativeBase):
        pass

    class File(Base):
        __tablename__ = "files"
        id: Mapped[int] = mapped_column(primary_key=True)
        _mark: Mapped[str]
        content: Mapped[bytes] = mapped_column(deferred=True)

    assert members(File) == ["id"]
    assert members(File, ("_mark", "content")) == ["_mark", "content"]


# -- columns -----------------------------------------------------------------------------------------------------------


class Colour(enum.Enum):
    """A toy whose values are no text."""

    RED = 1


class Cents(sa.TypeDecorator[Decimal]):
    """A toy: money in cents."""

    impl = sa.Numeric(8, 2)
    cache_ok = True


def column(kind: Any, side: Any = "load") -> fields.Field[Any]:
    """Give the field of a column of a type."""

    class Base(DeclarativeBase):
        pass

    class Toy(Base):
        __tablename__ = "toys"
        id = mapped_column(sa.Integer, primary_key=True)
        value = sa.Column(kind)

    return model_schema(Toy, ("value",), side=side)().fields["value"]


@pytest.mark.parametrize(
    ("kind", "cls"),
    [
        pytest.param(sa.LargeBinary(), Base64, id="bytes"),
        pytest.param(postgresql.BYTEA(), Base64, id="bytea"),
        pytest.param(sa.JSON(), fields.Raw, id="json"),
        pytest.param(postgresql.JSONB(), fields.Raw, id="jsonb"),
        pytest.param(sa.Enum(Status), fields.Enum, id="enum"),
        pytest.param(sa.Enum("a", "b"), fields.String, id="words"),
        pytest.param(sa.Numeric(8, 2), fields.Decimal, id="numeric"),
        pytest.param(sa.Numeric(asdecimal=False), fields.Float, id="float"),
        pytest.param(Cents(), fields.Decimal, id="decorated numeric"),
        pytest.param(sa.DateTime(), fields.NaiveDateTime, id="naive"),
        pytest.param(sa.DateTime(timezone=True), fields.AwareDateTime, id="aware"),
        pytest.param(Moment(), fields.AwareDateTime, id="decorated moment"),
        pytest.param(sa.Date(), fields.Date, id="date"),
        pytest.param(sa.Time(), fields.Time, id="time"),
        pytest.param(sa.Interval(), fields.TimeDelta, id="interval"),
        pytest.param(sa.Uuid(), fields.UUID, id="uuid"),
        pytest.param(sa.Boolean(), fields.Boolean, id="bool"),
        pytest.param(sa.ARRAY(sa.String(3)), fields.List, id="array"),
        pytest.param(postgresql.ARRAY(sa.Enum(Status)), fields.List, id="array of an enum"),
    ],
)
@pytest.mark.parametrize("side", ["dump", "load"])
def test_a_column_gets_the_field_of_its_type(kind: Any, cls: type[Any], side: str) -> None:
    assert isinstance(column(kind, side), cls)


@pytest.mark.parametrize("kind", [sa.PickleType(), sa.types.NullType()], ids=["pickle", "unknown"])
def test_a_column_of_what_nobody_can_write_as_text_is_told(kind: Any) -> None:
    with pytest.raises(ConfigError, match="'value', whose type .* Give the column a type"):
        column(kind)


@pytest.mark.parametrize(
    ("kind", "sent", "code"),
    [
        pytest.param(sa.String(3), "four", "too_long", id="text"),
        pytest.param(sa.Text(), "a\0b", "format", id="nul"),
        pytest.param(sa.JSON(), {"a": ["\0"]}, "format", id="nul in json"),
        pytest.param(sa.JSON(), {"\0": 1}, "format", id="nul in a name"),
        pytest.param(sa.SmallInteger(), 2**15, "too_large", id="small integer"),
        pytest.param(sa.Integer(), 2**31, "too_large", id="integer"),
        pytest.param(sa.BigInteger(), -(2**63) - 1, "too_small", id="big integer"),
        pytest.param(sa.Numeric(4, 2), "1.234", "too_long", id="digits that would be rounded"),
        pytest.param(sa.Numeric(4, 2), "100", "too_long", id="digits without room"),
        pytest.param(sa.Numeric(), "1e9999", "too_long", id="exponent"),
        pytest.param(sa.Numeric(), "1e-9999", "too_long", id="small exponent"),
        pytest.param(sa.Enum("a", "b"), "c", "choice", id="word"),
        pytest.param(sa.Enum(Status), "gone", "choice", id="enum"),
        pytest.param(sa.LargeBinary(2), "AAAA", "too_long", id="bytes"),
        pytest.param(sa.LargeBinary(), "AA", "format", id="base64"),
        pytest.param(sa.LargeBinary(), "AB==", "format", id="other base64"),
        pytest.param(sa.LargeBinary(), 7, "type", id="no text"),
        pytest.param(sa.DateTime(), "2026-01-01T00:00:00Z", "format", id="offset"),
        pytest.param(sa.DateTime(timezone=True), "2026-01-01T00:00:00", "format", id="no offset"),
        pytest.param(sa.DateTime(timezone=True), "0001-01-01T00:00:00+05:00", "format", id="no such moment"),
        pytest.param(sa.ARRAY(sa.String(3)), ["four"], "too_long", id="item"),
        pytest.param(sa.Uuid(as_uuid=False), "7", "format", id="uuid as text"),
        pytest.param(sa.Time(), "12:00:00+01:00", "format", id="time with an offset"),
        pytest.param(sa.Interval(), 10**12, "too_large", id="interval"),
    ],
)
def test_what_a_column_cannot_keep_is_refused(kind: Any, sent: Any, code: str) -> None:
    schema = Schema.from_dict({"value": column(kind)})
    with pytest.raises(ValidationError) as refused:
        taken(schema, value=sent)
    (message,) = _leaves(refused.value.messages)
    assert message.code == code


def _leaves(messages: Any) -> list[Any]:
    if isinstance(messages, dict):
        return [leaf for inner in messages.values() for leaf in _leaves(inner)]
    return messages if isinstance(messages, list) else [messages]


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        pytest.param(sa.Numeric(4, 2), "99.9900", Decimal("99.99"), id="zeros behind"),
        pytest.param(sa.Numeric(4, 2), "0.000", Decimal(0), id="zero"),
        pytest.param(sa.Enum(Status), "draft", Status.DRAFT, id="enum by its text"),
        pytest.param(sa.Enum(Colour), "RED", Colour.RED, id="enum by name"),
        pytest.param(sa.LargeBinary(), "AAE=", b"\0\1", id="bytes"),
        pytest.param(sa.JSON(), {"a": [1, None]}, {"a": [1, None]}, id="json"),
        pytest.param(sa.DateTime(timezone=True), "2026-01-01T02:00:00+02:00", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), id="moment"),
        pytest.param(sa.Integer(), -(2**31), -(2**31), id="least integer"),
    ],
)
def test_what_a_column_can_keep_is_taken(kind: Any, sent: Any, kept: Any) -> None:
    assert taken(Schema.from_dict({"value": column(kind)}), value=sent) == {"value": kept}


def test_columns_are_shown_as_text_that_says_all_of_them() -> None:
    item = article(price=Decimal("9.9"), status=Status.DRAFT, digest=b"\0\1", uuid=uuid.UUID(int=1), extra={"a": 1})
    wanted = ("price", "status", "digest", "uuid", "extra", "created_at")
    assert shown(model_schema(Article, wanted), item) == {
        "price": "9.90",
        "status": "draft",
        "digest": "AAE=",
        "uuid": str(uuid.UUID(int=1)),
        "extra": {"a": 1},
        "created_at": "2026-01-01T00:00:00+00:00",
    }


def test_a_moment_that_a_database_gives_without_its_offset_is_in_utc() -> None:
    schema = Schema.from_dict({"value": column(sa.DateTime(timezone=True), "dump")})
    assert shown(schema, {"value": dt.datetime(2026, 1, 1)}) == {"value": "2026-01-01T00:00:00+00:00"}


def test_what_is_in_the_database_is_shown_whatever_may_be_written_by_now() -> None:
    assert shown(model_schema(Author, ("name", "born_on")), Author(name="x" * 200)) == {"name": "x" * 200, "born_on": None}


# -- what may be written -----------------------------------------------------------------------------------------------


def test_T107_what_is_not_named_cannot_be_written() -> None:
    schema = model_schema(Author, ("name",), side="load")
    with pytest.raises(ValidationError) as refused:
        taken(schema, name="Ann", secret="x", id=1)
    assert set(refused.value.messages) == {"secret", "id"}


def test_what_may_be_written_has_to_be_said() -> None:
    with pytest.raises(ConfigError, match="does not say what clients may write"):
        model_schema(Author, side="load")


def test_key_and_version_and_what_relations_are_kept_in_are_written_only_where_they_are_named() -> None:
    plain = [name for name in LOCAL if name not in {"id", "version", "author_id", "parent_id", "comments_count"}]
    assert members(Article, (":local",), side="load") == plain
    assert members(Article, (":pk", "version", "author_id"), side="load") == ["id", "version", "author_id"]


def test_what_is_read_only_is_not_written_though_it_is_named() -> None:
    assert members(Author, ("name", "username"), side="load", read_only=("username",)) == ["name"]


@pytest.mark.parametrize(
    "name",
    [pytest.param("comments_count", id="expression"), pytest.param("size", id="computed")],
)
def test_what_cannot_be_written_is_told(name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        model_schema(Article, (name,), side="load", computed={"size": len})


def test_relations_are_not_written_by_their_members() -> None:
    with pytest.raises(ConfigError, match="relations are written by key"):
        model_schema(Article, (("author", ("name",)),), side="load")


def test_what_is_left_out_is_what_the_model_says() -> None:
    loaded = taken(model_schema(Article, ("title", "status", "price", "uuid", "extra"), side="load"), title="Dune")
    assert loaded == {"title": "Dune", "status": Status.DRAFT, "price": None}


def test_what_has_no_default_is_required() -> None:
    with pytest.raises(ValidationError) as refused:
        taken(model_schema(Article, ("title", "slug", "content"), side="load"))
    assert set(refused.value.messages) == {"title", "slug"}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"rank": 2**31 - 1, "price": "99999999.99", "digest": "AP8=", "extra": {"a": [1.5, None, "é"]}}, id="most"),
        pytest.param({"rank": -(2**31), "price": "0.01", "digest": "", "extra": {}}, id="least"),
        pytest.param({"published_at": "0001-01-01T00:00:00+00:00"}, id="first moment"),
        pytest.param({"published_at": "9999-12-31T23:59:59.999999+00:00"}, id="last moment"),
        pytest.param({"slug": "é" * 100, "content": "\x01\U0001f600", "status": "published"}, id="text"),
    ],
)
def test_databases_keep_and_give_back_what_is_taken(filled: Session, values: dict[str, Any]) -> None:
    store, fields = SQLAlchemyStore(Article, filled), (":local", "author")
    sent = {"slug": "new", "title": "New", "author": 1, "created_at": "2026-01-01T00:00:00+00:00", **values}
    made = store.create(taken(model_schema(Article, fields, side="load", session=filled), **sent))
    filled.expire_all()
    given = shown(model_schema(Article, fields), made)
    assert {name: given[name] for name in sent} == sent


# -- relations ---------------------------------------------------------------------------------------------------------


def test_relations_are_told_by_their_keys() -> None:
    item = article(tags=[Tag(id=1), Tag(id=2)], comments=[])
    schema = model_schema(Article, ("author", "parent", "tags", "comments"))
    assert shown(schema, item) == {"author": 3, "parent": None, "tags": [1, 2], "comments": []}


def test_for_the_key_of_what_is_in_the_row_nothing_else_is_read() -> None:
    schema = model_schema(Article, ("title", "author", "tags"))()
    assert reads_of(schema) == Reads({"title": None, "author_id": None, "tags": Reads({"id": None})})


def test_relations_are_nested_by_their_members_or_a_schema() -> None:
    class TagOut(Schema):
        name = fields.Str()

    item = article(author=Author(id=3, name="Ann"), tags=[Tag(id=1, name="art")])
    schema = model_schema(
        Article, ("title", ("author", ("name", {"number": "id"})), "tags", "parent"), relations={"tags": TagOut, "parent": ("id",)}
    )
    assert shown(schema, item) == {"title": "Dune", "author": {"name": "Ann", "number": 3}, "tags": [{"name": "art"}], "parent": None}


def test_relations_are_expanded_on_demand() -> None:
    relations: Any = {"author": Expand(), "tags": Expand(("name",))}
    schema = model_schema(Article, (("author", ("name",)), "tags"), relations=relations)()
    author, tags = schema.fields["author"], schema.fields["tags"]
    assert isinstance(author, Expandable) and isinstance(author.collapsed, fields.Integer)
    assert isinstance(tags, Expandable) and isinstance(tags.collapsed, fields.Pluck)
    assert list(author.schema.fields) == list(tags.schema.fields) == ["name"]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        pytest.param(Expand(), "but to what", id="expand to nothing"),
        pytest.param("ids", "as 'ids'. Say 'id'", id="text"),
        pytest.param(7, "as 7. Say 'id'", id="number"),
        pytest.param(Expand("name"), "as 'name'. Say 'id'", id="expand to a text"),
    ],
)
def test_forms_that_do_not_exist_are_told(form: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        model_schema(Article, ("author",), relations={"author": form})


def test_relations_that_do_not_exist_are_told() -> None:
    with pytest.raises(ConfigError, match="'autor' in relations=.*Did you mean 'author'"):
        model_schema(Article, ("author",), relations={"autor": "id"})


def test_a_member_may_be_an_attribute_behind_relations() -> None:
    item = article(author=Author(name="Ann"))
    schema = model_schema(Article, ({"by": "author.name", "to": "parent.title"},))
    assert shown(schema, item) == {"by": "Ann", "to": None}
    assert reads_of(schema()).attributes["author"] == Reads({"name": None})


# -- what is worked out ------------------------------------------------------------------------------------------------


def test_J30_members_are_computed_by_functions_as_they_are_annotated() -> None:
    def size(item: Any) -> int:
        return len(item.title)

    def since(item: Any) -> dt.date | None:
        return item.created_at.date() if item.rank else None

    schema = model_schema(Article, ("title", "size", "since"), computed={"size": size, "since": since})
    assert shown(schema, article(rank=1)) == {"title": "Dune", "size": 4, "since": "2026-01-01"}
    assert shown(schema, article())["since"] is None
    assert isinstance(schema().fields["size"], fields.Integer)


def test_what_a_function_promises_is_checked() -> None:
    def size(item: Any) -> int:
        return "four"  # type: ignore[return-value]

    with pytest.raises(Exception, match="an integer was promised, str came"):
        shown(model_schema(Article, ("size",), computed={"size": size}), article())


def test_a_function_wins_over_the_attribute_of_its_name() -> None:
    def title(item: Any) -> str:
        return "other"

    assert shown(model_schema(Article, ("title",), computed={"title": title}), article()) == {"title": "other"}


def test_an_object_is_whole_for_a_function_that_does_not_say_what_it_reads() -> None:
    def size(item: Any) -> int:
        return 1

    assert reads_of(model_schema(Article, ("size",), computed={"size": size})()).is_whole


def test_a_function_that_says_what_it_reads_gets_records_too() -> None:
    @reading("title", "author.name")
    def label(item: Any) -> str:
        return f"{item.title} by {item.author.name}"

    schema = model_schema(Article, ("label",), computed={"label": label})
    assert reads_of(schema()) == Reads({"title": None, "author": Reads({"name": None})})
    assert shown(schema, {"title": "Dune", "author": {"name": "Ann"}}) == {"label": "Dune by Ann"}
    assert shown(schema, article(author=Author(name="Ann"))) == {"label": "Dune by Ann"}


def test_a_function_that_reads_more_than_it_says_is_told_of_it() -> None:
    @reading("title")
    def label(item: Any) -> str:
        return str(item.content)

    with pytest.raises(AttributeError, match=r"reads 'content'. Name it in reading\(\)"):
        shown(model_schema(Article, ("label",), computed={"label": label}), {"title": "Dune"})


@pytest.mark.parametrize(
    ("hint", "message"),
    [
        pytest.param("", "does not say what it gives", id="nothing"),
        pytest.param("Article", "for which no field is known", id="model"),
        pytest.param("Nobody", "'Nobody', which is not there", id="unknown"),
    ],
)
def test_functions_that_do_not_tell_their_type_are_told(hint: str, message: str) -> None:
    def value(item: Any) -> Any: ...

    value.__annotations__ = {"return": hint} if hint else {}
    with pytest.raises(ConfigError, match=message):
        model_schema(Article, ("value",), computed={"value": value})


def test_a_field_may_be_given_instead() -> None:
    schema = model_schema(Article, ("title", "rank"), computed={"title": fields.Constant("x"), "rank": fields.Str()})
    assert isinstance(schema().fields["rank"], fields.String)
    assert model_schema(Article, ("rank",), side="load", computed={"rank": fields.Str()})().load({"rank": "a"}) == {"rank": "a"}


def model_with_all_sorts() -> tuple[type[Any], type[Any]]:
    """Give a model with attributes that are no columns, and the one that it has many of."""

    class Base(DeclarativeBase):
        pass

    class Word(Base):
        __tablename__ = "words"
        id: Mapped[int] = mapped_column(primary_key=True)
        text_id: Mapped[int] = mapped_column(sa.ForeignKey("texts.id"))
        name: Mapped[str]

    class Text(Base):
        __tablename__ = "texts"
        id: Mapped[int] = mapped_column(primary_key=True)
        title: Mapped[str]
        words: Mapped[list[Word]] = relationship()
        names: AssociationProxy[list[str]] = association_proxy("words", "name")
        headline: Mapped[str] = synonym("title")

        @property
        def size(self) -> int:
            return len(self.title)

        @size.setter
        def size(self, value: int) -> None: ...

        @hybrid_property
        def loud(self) -> str:
            return self.title.upper()

        @property
        @reading("title")
        def quiet(self) -> str:
            return self.title.lower()

    return Text, Word


def test_properties_hybrids_proxies_and_synonyms_are_shown() -> None:
    Text, Word = model_with_all_sorts()
    item = Text(title="Ab", words=[Word(name="x"), Word(name="y")])
    schema = model_schema(Text, ("names", "headline", "size", "loud", "quiet"))
    assert shown(schema, item) == {"names": ["x", "y"], "headline": "Ab", "size": 2, "loud": "AB", "quiet": "ab"}
    assert reads_of(schema()).attributes["words"] == Reads({"name": None})
    assert taken(model_schema(Text, ("size",), side="load"), size=7) == {"size": 7}
    with pytest.raises(ConfigError, match="'loud', which cannot be written"):
        model_schema(Text, ("loud",), side="load")


# -- in model resources ------------------------------------------------------------------------------------------------


def test_a_list_costs_no_query_for_each_of_its_rows(filled: Session, statements: list[str]) -> None:
    app, api = Flask(__name__), Api()

    @api.resource("/articles")
    class ArticleList(ModelCollection):
        store = SQLAlchemyStore(Article, filled)
        fields = ("title", "size", "parent", ("author", ("name",)), ("tags", ("name",)), "comments", "children", {"by": "author.username"})
        relations: ClassVar = {"tags": Expand(), "children": Link("article_list"), "parent": Link("article_list", id="id")}

        @reading("title", "author.name")
        def size(self, item: Any) -> int:
            return len(item.title) + len(item.author.name)

    api.init_app(app)
    statements.clear()
    answer = app.test_client().get("/articles?expand=tags")
    assert answer.json and answer.json[0] == {
        "title": "Article 1",
        "size": 20,
        "parent": None,
        "author": {"name": "Ann Example"},
        "tags": [{"name": "art"}, {"name": "books"}, {"name": "cities"}],
        "comments": [1, 2, 3],
        "children": ["/articles"],
        "by": "ann",
    }
    assert answer.json[5]["parent"] == "/articles?id=1"
    # The rows with what they lead to one of, and each relation to many.
    assert len(statements) == 4


def test_a_moment_with_an_offset_is_the_same_on_all_databases(engine: sa.Engine) -> None:
    class Base(DeclarativeBase):
        pass

    class Event(Base):
        __tablename__ = "events"
        id: Mapped[int] = mapped_column(primary_key=True)
        at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True))

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        made = SQLAlchemyStore(Event, session).create(taken(model_schema(Event, ("at",), side="load"), at="2026-01-01T02:00:00+02:00"))
        session.expire_all()
        assert dt.datetime.fromisoformat(shown(model_schema(Event), made)["at"]) == DAWN
