"""Cases: a schema, and calls of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from . import data
from .containers import names
from .draft import Draft
from .schemas import schema


@dataclass(frozen=True)
class Call:
    """A call of ``load`` or ``dump``, as source text."""

    verb: str
    value: str
    options: str

    def __str__(self) -> str:
        return f"schema.{self.verb}({', '.join(filter(None, [self.value, self.options]))})"


@dataclass(frozen=True)
class Case:
    """A schema and calls, as source text."""

    classes: tuple[str, ...]
    #: How the schema is made.
    made: str
    calls: tuple[Call, ...]

    @property
    def program(self) -> str:
        """What makes the schema."""
        return "\n\n".join([*self.classes, f"schema = {self.made}"])

    def __repr__(self) -> str:
        return "\n\n".join([self.program, *map(str, self.calls)])

    def _repr_pretty_(self, printer: Any, is_cycle: bool) -> None:
        """Let hypothesis print the program, too."""
        printer.text(repr(self))


#: How many calls there are of each schema, as schemas cost more than calls.
CALLS = 12


@st.composite
def cases(draw: Any) -> Case:
    """Draw a case."""
    is_small = draw(st.integers(0, 20)) == 0
    return case(draw(st.binary(max_size=SIZE) if is_small else st.binary(min_size=SIZE // 2, max_size=SIZE)))


#: How many choices there may be; cases seldom need as many.
SIZE = 1000


def case(choices: bytes) -> Case:
    """Make the case that choices stand for."""
    draft = Draft(choices)
    for _ in range(draft.amount(2)):
        schema(draft, draft.amount(3))
    name = schema(draft, 1 + draft.amount(6))
    made = f"{name}({', '.join(_options(draft, draft.shapes[name]))})"
    return Case(tuple(draft.classes), made, tuple(_call(draft, name, made) for _ in range(CALLS)))


def _options(draft: Draft, members: data.Members) -> list[str]:
    options = []
    for option, times in (("only", 12), ("exclude", 12), ("load_only", 25), ("dump_only", 25)):
        if draft.chance(times):
            options.append(f"{option}={names(draft, members)}")
    if draft.chance(5):
        options.append("many=True")
    if draft.chance(8):
        options.append(f"partial={_partial(draft, members)}")
    if draft.chance(5):
        options.append(f"unknown={draft.pick('EXCLUDE', 'INCLUDE', 'RAISE')}")
    return options


def _partial(draft: Draft, members: data.Members) -> str:
    return str(draft.pick("True", "False", "()", "'ab'")) if draft.chance(2) else names(draft, members)


def _call(draft: Draft, name: str, made: str) -> Call:
    draft.dirt = draft.pick(0, 0, 12, 3)
    verb, give = draft.pick(("load", data.mapping), ("dump", data.obj))
    options = []
    is_many = "many=True" in made
    if draft.chance(6):
        is_many = draft.chance(2)
        options.append(f"many={is_many}")
    if verb == "load" and draft.chance(6):
        options.append(f"partial={_partial(draft, draft.shapes[name])}")
    if verb == "load" and draft.chance(5):
        options.append(f"unknown={draft.pick('EXCLUDE', 'INCLUDE', 'RAISE', repr('odd'))}")
    value = data.several(draft, give, draft.shapes[name]) if is_many else give(draft, draft.shapes[name])
    return Call(verb, value, ", ".join(options))
