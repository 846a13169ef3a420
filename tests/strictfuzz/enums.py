"""Enums whose values are easily taken for each other."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import Any


class Mixed(enum.Enum):
    INTEGER = 1
    TEXT = "1"
    FRACTION = 2.5
    WORD = "true"


class Truths(enum.Enum):
    YES = True
    NO = False


class Fractions(enum.Enum):
    ONE = 1.0
    HALF = 0.5


class Unhashable(enum.Enum):
    LIST = [1]
    DICT = {"a": 1}


class Pairs(enum.Enum):
    ONE = (1, 2)
    TWO = (3,)


class Numbers(enum.IntEnum):
    ONE = 1
    TWO = 2


class Words(enum.StrEnum):
    A = "a"
    ONE = "1"


class Rights(enum.Flag):
    READ = 1
    WRITE = 2


class IntRights(enum.IntFlag):
    READ = 1
    WRITE = 2


class NotFinite(enum.Enum):
    NAN = float("nan")
    ONE = 1


class Days(enum.Enum):
    DAY = dt.date(2024, 1, 1)
    TEXT = "2024-01-01"


class Decimals(enum.Enum):
    NUMBER = Decimal("1.0")
    TEXT = "1.0"


class Nullable(enum.Enum):
    NOTHING = None
    NOUGHT = 0


class Guessing(enum.Enum):
    A = "a"

    @classmethod
    def _missing_(cls, value: object) -> Any:
        return cls.A if value in ("alpha", 7) else None


ENUMS: tuple[type[enum.Enum], ...] = (
    *(Mixed, Truths, Fractions, Unhashable, Pairs, Numbers, Words),
    *(Rights, IntRights, NotFinite, Days, Decimals, Nullable, Guessing),
)
