"""What stores tell of their objects, so that slips are told at the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import ForeignKey
from sqlalchemy import select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import column_property
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import reconstructor
from sqlalchemy.orm import relationship
from sqlalchemy.orm import synonym

from flask_resty.models import ObjectStore
from flask_resty.models import SQLAlchemyStore


class Base(DeclarativeBase):
    """The base of the models of these tests."""


class Animal(Base):
    """A model with something of each kind."""

    __tablename__ = "animals"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    mother_id: Mapped[int | None] = mapped_column(ForeignKey("animals.id"))
    mother: Mapped[Animal | None] = relationship(remote_side=[id])
    called = synonym("name")
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}

    @property
    def loud(self) -> str:
        """Give the name, louder."""
        return self.name.upper()

    @hybrid_property
    def is_named(self) -> bool:
        """Tell whether it has a name."""
        return self.name != ""

    def cry(self) -> str:
        """Cry."""
        return "!"


Animal.length = column_property(select(Animal.id).scalar_subquery())  # type: ignore[attr-defined]


class Dog(Animal):
    """An animal with more to it."""

    __mapper_args__ = {"polymorphic_identity": "dog"}
    tricks: Mapped[str | None]


class User(Base):
    """A model that takes what it does not have."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)

    def __init__(self, password: str = "", **others: Any) -> None:
        super().__init__(**others)


class Remembering(Base):
    """A model that gets more when it is loaded."""

    __tablename__ = "remembering"
    id: Mapped[int] = mapped_column(primary_key=True)

    @reconstructor
    def remember(self) -> None:
        """Remember."""


@pytest.mark.parametrize(
    ("model", "path", "is_there"),
    [
        (Animal, "name", True),
        (Animal, "called", True),
        (Animal, "loud", True),
        (Animal, "mother.mother.name", True),
        (Animal, "mother.nmae", False),
        (Animal, "name.anything", True),
        (Animal, "tricks", True),
        (Dog, "tricks", True),
        (Animal, "nmae", False),
        (User, "password", False),
        (Remembering, "anything", True),
    ],
)
def test_it_is_told_what_objects_have(model: Any, path: str, is_there: bool) -> None:
    assert SQLAlchemyStore(model).has(path) is is_there


@pytest.mark.parametrize(
    ("model", "name", "when_made", "later"),
    [
        (Animal, "name", True, True),
        (Animal, "called", True, True),
        (Animal, "mother", True, True),
        (Animal, "loud", False, False),
        (Animal, "is_named", False, False),
        (Animal, "length", False, False),
        (Animal, "cry", False, False),
        (Animal, "tricks", False, True),
        (User, "password", True, False),
        (User, "anything", True, False),
    ],
)
def test_it_is_told_what_can_be_set(model: Any, name: str, when_made: bool, later: bool) -> None:
    store = SQLAlchemyStore(model)
    assert (store.takes(name, is_new=True), store.takes(name, is_new=False)) == (when_made, later)


def test_names_that_a_path_may_mean_are_as_deep_as_it_is() -> None:
    store = SQLAlchemyStore(Dog)
    assert set(store.names("nmae")) == {"id", "kind", "name", "mother_id", "called", "is_named", "length", "tricks"}
    assert {"mother.name", "mother.id"} <= set(store.names("mohter.name"))
    assert "mother.mother.name" in store.names("mother.mother.nmae")


@dataclass
class Plain:
    """What has no more than it says."""

    id: int
    name: str = ""

    @property
    def loud(self) -> str:
        """Give the name, louder."""
        return self.name.upper()

    @property
    def short(self) -> str:
        """Give the beginning of the name."""
        return self.name[:1]

    @short.setter
    def short(self, value: str) -> None:
        self.name = value


class Loose:
    """What may have anything."""

    id: int


def test_it_is_told_what_plain_objects_have_and_take() -> None:
    store = ObjectStore(Plain)
    assert [store.has(name) for name in ("name", "loud", "nmae")] == [True, True, False]
    assert [store.takes(name, is_new=True) for name in ("name", "short", "loud", "nmae")] == [True, True, False, False]
    assert list(store.names()) == ["loud", "short", "id", "name"]
    assert ObjectStore(Loose).has("anything")


def test_what_is_no_argument_of_a_plain_class_is_set() -> None:
    assert ObjectStore(Plain).create({"short": "x"}).name == "x"
