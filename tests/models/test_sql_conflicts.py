"""What is told of an error of a database: which kind of constraint, which attributes, and no value."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import CheckConstraint
from sqlalchemy import Engine
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy import UniqueConstraint
from sqlalchemy import func
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import Session
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship
from sqlalchemy.orm import sessionmaker

from flask_resty.models import Busy
from flask_resty.models import Conflict
from flask_resty.models import Stale
from flask_resty.models import Unfit
from flask_resty.models.sql import writing
from flask_resty.models.sql.conflicts import told

from .toys import Article
from .toys import Tag


class Model(DeclarativeBase):
    """A base of its own."""


class Room(Model):
    """A model with constraints of many kinds, whose columns have other names than its attributes."""

    __tablename__ = "rooms"
    __table_args__ = (
        UniqueConstraint("Floor No", "door", name="one_door"),
        CheckConstraint("beds < 10"),
        CheckConstraint("door <> 'x' AND beds <> 5", name="no_x"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    floor: Mapped[int] = mapped_column("Floor No")
    door: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column("name")
    beds: Mapped[int] = mapped_column(default=1)
    above_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))

    above: Mapped[Room | None] = relationship(remote_side=id)


Index("rooms_by_name", func.lower(Room.label), unique=True)


class Bed(Model):
    """What is called by the room that it is in."""

    __tablename__ = "beds"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)

    room: Mapped[Room] = relationship(backref="all_beds")


@pytest.fixture
def rooms(engine: Engine) -> Iterator[Session]:
    """Give a session on a table with one room."""
    Model.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Room(id=1, floor=1, door="a", label="First"))
        session.commit()
        yield session


def room(**values):
    return {"id": 2, "floor": 2, "door": "b", "label": "Second"} | values


@pytest.mark.parametrize(
    ("values", "kind", "attributes"),
    [
        ({"floor": 1, "door": "a"}, "unique", ("floor", "door")),
        ({"label": "FIRST"}, "unique", ("label",)),
        ({"label": None}, "required", ("label",)),
        ({"beds": 11}, "check", ("beds",)),
        ({"door": "x"}, "check", ("door", "beds")),
        ({"above_id": 9}, "reference", ("above_id", "above")),
    ],
    ids=["several", "index", "null", "rule without a name", "rule", "only reference"],
)
def test_constraints_of_all_kinds_are_known(rooms, values, kind, attributes):
    with pytest.raises(Conflict) as caught:
        writing.create(rooms, Room, room(**values))
    assert caught.value.kind == kind
    assert sorted(caught.value.attributes) == sorted(attributes)


def test_a_value_that_looks_like_names_is_no_name(rooms):
    writing.create(rooms, Room, room(label="id)=(door, rooms.door"))
    with pytest.raises(Conflict) as caught:
        writing.create(rooms, Room, room(id=3, door="c", label="id)=(door, rooms.door"))
    assert caught.value.attributes == ("label",)


def test_what_is_not_of_the_model_has_no_attributes_of_it(rooms):
    rooms.add(Room(**room(label="First")))
    with pytest.raises(Conflict) as caught:
        writing.create(rooms, Tag, {"name": "x"})
    assert (caught.value.kind, caught.value.attributes) == ("unique", ())


def test_a_row_that_others_are_called_by_stays(rooms):
    rooms.add(Bed(room_id=1, number=1))
    rooms.flush()
    with pytest.raises(Conflict) as caught:
        writing.delete(rooms, rooms.get(Room, 1))
    assert (caught.value.kind, caught.value.attributes) == ("reference", ())


def test_a_row_that_others_refer_to_blames_no_attribute(rooms):
    first = rooms.get(Room, 1)
    rooms.execute(text("INSERT INTO rooms SELECT 2, 2, 'b', 'x', 1, 1"))
    rooms.expire_all()
    with pytest.raises(Conflict) as caught:
        writing.delete(rooms, first)
    assert (caught.value.kind, caught.value.attributes) == ("reference", ())


def test_a_text_that_is_too_long_is_unfit_where_the_database_counts(rooms):
    if rooms.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite keeps texts of any length.")
    with pytest.raises(Unfit):
        writing.create(rooms, Room, room(door="b" * 11))


# -- databases that are not there --------------------------------------------------------------------------------------


class Driven(Exception):
    """What a driver raises."""


class Coded(Driven):
    """What a driver raises that tells the SQLSTATE, as Psycopg 2 does."""

    pgcode: str


def coded(state):
    error = Coded("The value 'secret' is wrong.")
    error.pgcode = state
    return error


@pytest.mark.parametrize(
    ("error", "kind", "attributes"),
    [
        (Driven(1062, "Duplicate entry '1-a for key 'rooms.name'' for key 'rooms.one_door'"), "unique", ("floor", "door")),
        (Driven(1062, "Duplicate entry 'a' for key 'one_door'"), "unique", ("floor", "door")),
        (Driven(1048, "Column 'name' cannot be null"), "required", ("label",)),
        (Driven(1364, "Field 'door' doesn't have a default value"), "required", ("door",)),
        (Driven(3819, "Check constraint 'no_x' is violated."), "check", ("door", "beds")),
        (Driven(4025, "CONSTRAINT `no_x` failed for `test`.`rooms`"), "check", ("door", "beds")),
        (Driven(1452, "Cannot add: a foreign key constraint fails (`a`.`rooms`, CONSTRAINT `rooms_ibfk_1` FOREIGN KEY)"), "reference", ()),
        (Driven(9999, "Something"), "unknown", ()),
        (Driven("ORA-00001: unique constraint violated"), "unknown", ()),
        (Driven(), "unknown", ()),
        (coded("23505"), "unique", ()),
        (coded("23999"), "unknown", ()),
    ],
    ids=[
        *("mysql 1062", "mysql 1062 of old", "mysql 1048", "mysql 1364", "mysql 3819", "mariadb 4025", "mysql 1452", "mysql 9999"),
        *("oracle", "nothing", "psycopg2", "psycopg2 unknown"),
    ],
)
def test_other_drivers_are_understood_as_far_as_they_tell(error, kind, attributes):
    found = told(IntegrityError("INSERT", {}, error), Room)
    assert (type(found), found.kind) == (Conflict, kind)
    assert sorted(found.attributes) == sorted(attributes)


@pytest.mark.parametrize(
    "error",
    [coded("40001"), coded("40P01"), coded("55P03"), Driven(1213, "Deadlock found"), Driven(1205, "Lock wait timeout")],
    ids=["serialization", "deadlock", "lock", "mysql deadlock", "mysql lock"],
)
def test_contention_has_many_names(error):
    assert isinstance(told(OperationalError("UPDATE", {}, error), Room), Busy)


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), RuntimeError(), OperationalError("UPDATE", {}, Driven(2006, "Gone")), OperationalError("UPDATE", {}, Driven())],
    ids=["value", "runtime", "gone", "nothing"],
)
def test_what_is_about_something_else_is_not_told(error):
    assert told(error, Room) is None


# -- contention that is real -------------------------------------------------------------------------------------------


def test_rows_that_others_hold_are_busy(filled, engine):
    if engine.dialect.name == "sqlite":
        impatient, statement = filled, "PRAGMA busy_timeout = 1"
    else:
        impatient, statement = filled, "SET lock_timeout = '1ms'"
    item = impatient.get(Article, 5)
    impatient.execute(text(statement))
    with Session(engine) as other:
        writing.update(other, other.get(Article, 5), {"title": "Theirs"})
        with pytest.raises(Busy):
            writing.update(impatient, item, {"title": "Mine"})


def test_what_cannot_be_serialized_is_busy_or_stale(filled, engine):
    if engine.dialect.name == "sqlite":
        pytest.skip("The driver of SQLite begins a transaction only with the first write.")
    make = sessionmaker(engine.execution_options(isolation_level="SERIALIZABLE"))
    with make() as mine, make() as theirs:
        item = mine.get(Article, 5)
        writing.update(theirs, theirs.get(Article, 5), {"title": "Theirs"})
        theirs.commit()
        with pytest.raises((Busy, Stale)):
            writing.update(mine, item, {"title": "Mine"})
