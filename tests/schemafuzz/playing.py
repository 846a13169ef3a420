"""Playing a case: with the schema itself, and with what was made of it."""

from __future__ import annotations

import collections
import datetime
import decimal
import ipaddress
import re
import types
import uuid
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import marshmallow

from . import behaviour
from . import custom
from . import moments
from . import objects
from .cases import Call
from .cases import Case
from .description import describe
from .journal import Journal
from .journal import note
from .journal import recording

#: Makes of a schema what has its ``load`` and ``dump``.
Engine = Callable[[Any], Any]


def _public(module: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(module).items() if getattr(value, "__module__", None) == module.__name__}


#: What the source text of cases knows.
NAMES: dict[str, Any] = {
    **{name: getattr(marshmallow, name) for name in marshmallow.__all__},
    **{module: getattr(marshmallow, module) for module in ("fields", "validate")},
    **{name: getattr(collections, name) for name in ("ChainMap", "OrderedDict", "UserDict", "UserList", "defaultdict", "deque")},
    "Decimal": decimal.Decimal,
    "MappingProxyType": types.MappingProxyType,
    "ZoneInfo": zoneinfo.ZoneInfo,
    "dt": datetime,
    "inf": float("inf"),
    "ipaddress": ipaddress,
    "missing": marshmallow.missing,
    "nan": float("nan"),
    "note": note,
    "re": re,
    "uuid": uuid,
    **_public(behaviour),
    **_public(custom),
    **_public(moments),
    **{name: getattr(moments, name) for name in ("EAST", "FRACTION", "SECONDS", "ZERO")},
    **_public(objects),
}


class Impossible(Exception):
    """The schema of a case cannot be made."""


@dataclass(frozen=True)
class Outcome:
    """All that can be seen of a call."""

    result: str
    journal: Journal

    def __str__(self) -> str:
        return "\n".join([self.result, *(f"  called {entry}" for entry in self.journal.calls), f"  read {' '.join(self.journal.reads)}"])


def play(case: Case, engine: Engine) -> list[Outcome]:
    """Make the schema of a case and call it: twice each, as what is made at a first call is used by the second."""
    namespace = NAMES | {"__name__": "case"}
    try:
        exec(_code(case.program, "exec"), namespace)
    except Exception as error:
        raise Impossible(repr(error)) from error
    subject = engine(namespace["schema"])
    return [_outcome(subject, call, namespace) for call in case.calls for _ in range(2)]


def _outcome(subject: Any, call: Call, namespace: dict[str, Any]) -> Outcome:
    value = eval(_code(call.value, "eval"), namespace)
    options = eval(_code(f"dict({call.options})", "eval"), namespace)
    with recording() as journal:
        try:
            result = getattr(subject, call.verb)(value, **options)
        except Exception as error:
            result = error
    # What was given is looked at first, as it may have been changed, or be a part of the result.
    seen: dict[int, Any] = {}
    given = describe(value, seen, drain=True)
    return Outcome(f"{describe(result, seen, drain=True)}\n  given {given}", journal)


@lru_cache(maxsize=64)
def _code(text: str, mode: str) -> Any:
    return compile(text, "<case>", mode)
