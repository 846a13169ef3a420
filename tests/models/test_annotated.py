from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from enum import Enum
from typing import TYPE_CHECKING
from typing import Any
from typing import Literal
from typing import NewType

import pytest

from flask_resty.models import Attribute
from flask_resty.models.annotated import annotated
from flask_resty.models.annotated import refusing_none
from flask_resty.models.annotated import required_of

if TYPE_CHECKING:
    from nowhere import Unknown

Slug = NewType("Slug", str)


class Mood(Enum):
    GOOD = 1


@dataclass
class Writer:
    name: str
    born_on: dt.date | None = None


@dataclass
class Letter:
    id: int
    slug: Slug
    number: uuid.UUID
    mood: Mood
    writer: Writer
    kind: Literal["long", "short"] = "long"
    sent_at: dt.datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    anything: Any = None
    either: int | str = 0
    reader: Writer | None = None
    copies: Sequence[Writer] = ()
    stamps: list[str] = field(default_factory=list)

    @property
    def size(self) -> int: ...

    @property
    def unsaid(self): ...

    @property
    def unknown(self) -> Unknown: ...


@dataclass
class Envelope:
    letter: Unknown


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("id", Attribute("id", int)),
        ("slug", Attribute("slug", str)),
        ("number", Attribute("number", uuid.UUID)),
        ("mood", Attribute("mood", Mood)),
        ("kind", Attribute("kind", str)),
        ("sent_at", Attribute("sent_at", dt.datetime, is_nullable=True)),
        ("extra", Attribute("extra", dict)),
        ("anything", Attribute("anything", None)),
        ("either", Attribute("either", None)),
        ("size", Attribute("size", int)),
        ("unsaid", Attribute("unsaid", None)),
        ("unknown", Attribute("unknown", None)),
        ("stamps", Attribute("stamps", str, is_nullable=True, is_many=True)),
        ("writer.name", Attribute("writer.name", str, is_kept=False)),
        ("writer.born_on", Attribute("writer.born_on", dt.date, is_nullable=True, is_kept=False)),
        ("reader.name", Attribute("reader.name", str, is_nullable=True, is_kept=False)),
        ("copies.name", Attribute("copies.name", str, is_nullable=True, is_many=True, is_kept=False)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_annotations_tell_of_attributes(name, expected):
    assert annotated(Letter, name) == expected


@pytest.mark.parametrize("name", ["writer", "copies", "nothing", "slug.upper", "writer.nothing", "number.hex", "__class__", "", ".", "id."])
def test_what_is_no_plain_attribute_is_none(name):
    assert annotated(Letter, name) is None


def test_annotations_for_type_checkers_only_tell_the_name():
    assert annotated(Envelope, "letter") == Attribute("letter", None)


def test_what_has_no_default_is_required():
    assert required_of(Letter) == ["id", "slug", "number", "mood", "writer"]


def test_none_is_refused_where_the_annotation_does_not_have_it():
    assert not {"sent_at", "anything", "reader", "unsaid"} & set(refusing_none(Letter))
    assert {"id", "stamps", "writer"} <= set(refusing_none(Letter))
