"""The members of a schema: a kind of field, with the options that all fields have."""

from __future__ import annotations

from . import kinds
from .containers import container
from .draft import Draft
from .draft import Member
from .draft import Source
from .draft import call
from .kinds import Kind
from .validators import validators

#: Names that are easily taken for something else: methods of dicts, what generated code may call its own.
NAMES = ("a", "b", "c", "d", "e", "f", "items", "get", "data", "obj", "value", "result", "self", "error", "many", "partial", "unknown")
#: Names that can only stand in ``include``.
ODD_NAMES = ("class", "x-y", "é", "None", "a b", "'", "1")

KEYS = ("'A'", "'x-y'", "''", "'a'", "'b'", "'a.b'", "'class'", "'é\"\\'{0}%s\\n'", "'_schema'", "'0'", "Text('k')", "Size.LARGE", "1")
ATTRIBUTES = ("'a'", "'b'", "'p.q'", "'p.r'", "'p'", "'class'", "'x-y'", "''", "'a.b.c'", "'items'", "'p.'")
DEFAULTS = (
    "None",
    "1",
    "'x'",
    "[]",
    "{}",
    "missing",
    "gives({name!r}, list)",
    "gives({name!r}, lambda: 'made')",
    "gives({name!r}, lambda: missing)",
    "int",
)
MESSAGES = (
    "{'required': 'Needed.', 'null': 'Nothing.'}",
    "{'required': ['Needed.', 'Here.'], 'null': {'code': 'null'}}",
    "{'invalid': 'Bad.', 'unknown': 'None of {choices}.', 'special': 'No {{}}.', 'too_large': 'Too large.'}",
    "{'invalid': '{input} is bad.'}",
    "{'type': 'No {type}.', 'invalid_uuid': {'a': 1}, 'invalid_awareness': '{awareness}'}",
)
#: Options of a place, and what may stand behind them.
VALUES = {
    "required": ("True",),
    "load_default": DEFAULTS,
    "dump_default": DEFAULTS,
    "data_key": KEYS,
    "attribute": ATTRIBUTES,
    "load_only": ("True",),
    "dump_only": ("True",),
}
TURNS = tuple(
    f"turns({{name!r}}, {how!r})"
    for how in (*("same",) * 6, "copy", "list", "text", "none", "missing", "number", "refuse", "refuse deep", "break")
)
#: Options of a value likewise.
INNER = {
    "allow_none": ("True", "True", "True", "False"),
    "pre_load": TURNS,
    "post_load": TURNS,
    "error_messages": MESSAGES,
}


def member(draft: Draft, name: str, depth: int) -> tuple[Member, tuple[str, ...]]:
    """Draw a member, and give with it the methods that its schema needs."""
    made = kind(draft, depth)
    if draft.chance(30):
        made = kinds.method(draft)
    options = made.options | inner_options(draft, made) | outer_options(draft, made)
    text = call(made.name, *made.args, **options)
    return Member(name, text, made.loads, made.dumps, options, made.inner), made.methods


def kind(draft: Draft, depth: int) -> Kind:
    """Draw a kind: one that holds others only so deep."""
    if depth > 0 and draft.chance(4):
        return container(draft, lambda: inside(draft, depth - 1))
    return draft.pick(*kinds.SIMPLE)(draft)  # type: ignore[no-any-return]


def inside(draft: Draft, depth: int) -> tuple[Kind, str]:
    """Draw a field for the inside of another."""
    made = kind(draft, depth)
    options = made.options | inner_options(draft, made)
    if draft.chance(10):
        options |= outer_options(draft, made)
    return made, call(made.name, *made.args, **options)


def inner_options(draft: Draft, made: Kind) -> dict[str, str]:
    """Draw what concerns a value."""
    options = {}
    if draft.chance(3):
        draft.edges = []
        options["validate"] = validators(draft, made.sort)
        if draft.edges and made.sort in ("text", "number"):
            made.loads = _or_edges(made.loads, tuple(draft.edges))
    for name in draft.subset("allow_none", "allow_none", "allow_none", "pre_load", "post_load", "error_messages"):
        options[name] = str(draft.pick(*INNER[name])).replace("{name!r}", repr(draft.name("t")))
    return options


def _or_edges(loads: Source, edges: tuple[str, ...]) -> Source:
    return lambda draft: draft.pick(*edges) if draft.chance(2) else loads(draft)


def outer_options(draft: Draft, made: Kind) -> dict[str, str]:
    """Draw what concerns the place of a value in an object."""
    options = {name: draft.pick(*VALUES[name]) for name in draft.subset(*VALUES)}
    if "load_default" in options:
        options.pop("required", None)
    if made.nests:
        # A schema that nests itself would dump such a default for ever.
        options.pop("dump_default", None)
    if made.name in ("fields.Function", "fields.Method"):
        options = {name: text for name, text in options.items() if name not in ("load_only", "dump_only")}
    return {name: text.replace("{name!r}", repr(draft.name("d"))) for name, text in options.items()}
