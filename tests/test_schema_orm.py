"""What SQLAlchemy gives is dumped as marshmallow does it: instances, their lists of all kinds, and rows."""

from __future__ import annotations

import pytest
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import ForeignKey
from sqlalchemy import create_engine
from sqlalchemy import event
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy.ext.associationproxy import AssociationProxy
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import column_property
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship
from sqlalchemy.orm.collections import attribute_keyed_dict
from sqlalchemy.orm.exc import DetachedInstanceError

from flask_resty.schema import compile


class Base(DeclarativeBase):
    pass


class Club(Base):
    __tablename__ = "club"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    labels: Mapped[list[Label]] = relationship(order_by="Label.text", back_populates="club")
    by_text: Mapped[dict[str, Label]] = relationship(collection_class=attribute_keyed_dict("text"), viewonly=True)
    tags: AssociationProxy[list[str]] = association_proxy("labels", "text")

    @hybrid_property
    def size(self) -> int:
        return len(self.title)


class Label(Base):
    __tablename__ = "label"
    text: Mapped[str] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey(Club.id))
    club: Mapped[Club] = relationship(back_populates="labels")


Club.shout = column_property(func.upper(Club.title))


class LabelOut(Schema):
    text = fields.String()
    club = fields.Nested(lambda: ClubOut(only=["id"]))


class ClubOut(Schema):
    id = fields.Integer()
    title = fields.String()
    labels = fields.List(fields.Nested(LabelOut))
    same_labels = fields.Nested(LabelOut, many=True, attribute="labels", dump_only=True)
    by_text = fields.Dict(keys=fields.String(), values=fields.Nested(LabelOut(only=["text"])))
    tags = fields.List(fields.String())
    shout = fields.String()
    size = fields.Integer()
    absent = fields.String()


LABELS = [{"text": "a", "club": {"id": 1}}, {"text": "b", "club": {"id": 1}}]
CHESS = {
    "id": 1,
    "title": "Chess",
    "labels": LABELS,
    "same_labels": LABELS,
    "by_text": {"a": {"text": "a"}, "b": {"text": "b"}},
    "tags": ["a", "b"],
    "shout": "CHESS",
    "size": 5,
}


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.add(Club(id=1, title="Chess", labels=[Label(text="b"), Label(text="a")]))
        opened.commit()
        yield opened
    engine.dispose()


def test_instance_is_dumped_with_all_that_it_is_mapped_to(session):
    club = session.get(Club, 1)
    assert compile(ClubOut()).dump(club) == ClubOut().dump(club) == CHESS


def test_members_are_dumped_in_the_order_of_the_schema(session):
    assert [*compile(ClubOut()).dump(session.get(Club, 1))] == [*CHESS]


def test_expired_instance_is_read_again(session):
    club, compiled = session.get(Club, 1), compile(ClubOut())
    assert compiled.dump(club) == CHESS
    session.connection().exec_driver_sql("UPDATE club SET title = 'Go'")
    session.expire_all()
    assert compiled.dump(club) == CHESS | {"title": "Go", "shout": "GO", "size": 2}


def test_what_is_not_dumped_is_not_read_from_the_database(session):
    club, statements = session.get(Club, 1), []
    event.listen(session.bind, "before_cursor_execute", lambda *args: statements.append(args[2]))
    compile(ClubOut(only=["id", "title"])).dump(club)
    assert statements == []


def test_detached_instance_fails_as_it_does_in_marshmallow(session):
    club, schema = session.get(Club, 1), ClubOut(only=["title", "labels"])
    session.expunge_all()
    for dump in (schema.dump, compile(schema).dump):
        with pytest.raises(DetachedInstanceError, match="lazy load operation of attribute 'labels'"):
            dump(club)


def test_instance_that_was_never_stored_is_dumped():
    club, schema = Club(title="New"), ClubOut(exclude=["by_text"])
    assert compile(schema).dump(club) == schema.dump(club)
    assert compile(schema).dump(club)["id"] is None


def test_association_list_is_dumped_by_itself(session):
    tags = fields.List(fields.String())
    assert compile(tags).dump(session.get(Club, 1).tags) == ["a", "b"]


@pytest.mark.parametrize("query", [select(Club.id, Club.title), select(Club.title, Club.id, Club.shout.label("shout"))])
def test_rows_and_their_mappings_are_dumped(session, query):
    row, schema = session.execute(query).one(), ClubOut()
    assert compile(schema).dump(row) == schema.dump(row) == schema.dump(row._mapping)
    assert compile(schema).dump(row._mapping) == schema.dump(row._mapping)


def test_column_with_the_name_of_a_method_is_dumped(session):
    row, schema = session.execute(select(Club.title.label("count"))).one(), Schema.from_dict({"count": fields.Raw()})()
    assert compile(schema).dump(row) == schema.dump(row) == {"count": "Chess"}
    assert compile(schema).dump(row._mapping) == {"count": "Chess"}


def test_list_of_rows_is_dumped(session):
    rows = session.execute(select(Club.id, Club.title)).all()
    assert compile(ClubOut(many=True)).dump(rows) == [{"id": 1, "title": "Chess"}]


def test_result_of_a_query_is_dumped_as_it_comes(session):
    schema = ClubOut(many=True)
    assert compile(schema).dump(session.execute(select(Club.id))) == [{"id": 1}]
    assert compile(schema).dump(session.scalars(select(Club))) == [CHESS]


def test_objects_inside_of_rows_are_dumped(session):
    schema = Schema.from_dict({"Club": fields.Nested(ClubOut), "text": fields.String()})(many=True)
    rows = session.execute(select(Club, Label.text).join(Label).order_by(Label.text)).all()
    assert compile(schema).dump(rows) == [{"Club": CHESS, "text": "a"}, {"Club": CHESS, "text": "b"}]
