"""The kinds of fields that hold others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from . import data
from . import pools
from .draft import Draft
from .draft import Source
from .kinds import Kind

#: Draws a field for the inside of another: the kind, and its source text.
Inside = Callable[[], tuple[Kind, str]]


def listing(draft: Draft, inside: Inside) -> Kind:
    inner, text = inside()
    name = draft.pick("fields.List", "fields.List", "fields.List", "Several")
    return Kind(name, _list_of(inner.loads), _list_of(inner.dumps), [text], sort="sized", inner=inner.inner, nests=inner.nests)


def _list_of(source: Source) -> Source:
    return lambda draft: data.several(draft, lambda draft, _: source(draft), ())


def row(draft: Draft, inside: Inside) -> Kind:
    inner = [inside() for _ in range(draft.amount(3))]
    fields = "".join(f"{text}, " for _, text in inner)
    return Kind(
        "fields.Tuple",
        _row_of([kind.loads for kind, _ in inner]),
        _row_of([kind.dumps for kind, _ in inner]),
        [f"({fields})"],
        sort="sized",
        nests=any(kind.nests for kind, _ in inner),
    )


def _row_of(sources: list[Source]) -> Source:
    def source(draft: Draft) -> str:
        texts = "".join(f"{one(draft)}, " for one in sources)
        return str(draft.pick("[{}]", "({})", "[{}]", "[{}1]" if draft.odd else "[{}]").format(texts))

    return source


def table(draft: Draft, inside: Inside) -> Kind:
    options: dict[str, str] = {}
    keys, values = _key, _any
    if draft.chance(2):
        options["keys"], keys = draft.pick(*KEYS)
    if draft.chance(2):
        kind, options["values"] = inside()
        return Kind(
            "fields.Dict",
            _table_of(keys, kind.loads),
            _table_of(keys, kind.dumps),
            options=options,
            sort="sized",
            inner=kind.inner,
            nests=kind.nests,
        )
    return Kind("fields.Dict", _table_of(keys, values), _table_of(keys, values), options=options, sort="sized")


def _key(draft: Draft) -> str:
    return str(draft.pick("'a'", "'b'", "''", "1", "'1'", "None", "Text('a')", "1.0"))


def _any(draft: Draft) -> str:
    return draft.value(pools.JUNK)


def _number(draft: Draft) -> str:
    return str(draft.pick("1", "'1'", "2", "'x'", "1.0", "'2'"))


def _uuid(draft: Draft) -> str:
    return draft.value(pools.UUID_TEXTS)


KEYS = (
    ("fields.String()", _key),
    ("fields.Integer", _number),
    ("fields.String(validate=validate.Length(min=1))", _key),
    ("fields.Integer(allow_none=True, validate=refuses('key', 'sometimes', 'No key.'))", _number),
    ("fields.UUID()", _uuid),
    ("Upper()", _key),
)


def _table_of(keys: Source, values: Source) -> Source:
    def source(draft: Draft) -> str:
        pairs = ", ".join(f"{keys(draft)}: {values(draft)}" for _ in range(draft.amount(3)))
        return str(draft.pick(*data.MAPPINGS).format(f"{{{pairs}}}"))

    return source


def nested(draft: Draft, inside: Inside) -> Kind:
    reference, shape, is_many = refer(draft)
    options = {}
    for name in draft.subset("many", "unknown", "only", "exclude"):
        options[name] = names(draft, _known(reference, name, shape(draft))) if name in ("only", "exclude") else draft.pick(*VALUES[name])
    is_many = {"True": True, "False": False}.get(options.get("many", ""), is_many)
    field = draft.pick("fields.Nested", "fields.Nested", "fields.Nested", "fields.Nested", "Within")
    return Kind(
        field, _nest(data.mapping, shape, is_many), _nest(data.obj, shape, is_many), [reference], options, inner=shape(draft), nests=True
    )


def _known(reference: str, option: str, members: data.Members) -> data.Members:
    """Give the members whose names may follow.

    To exclude what is nested deeper from an instance is an error, but one that marshmallow raises the first time only: what it
    does afterwards nobody can want.
    """
    return tuple(replace(one, inner=()) for one in members) if option == "exclude" and "(" in reference else members


VALUES = {"many": ("True", "False", "True"), "unknown": ("EXCLUDE", "INCLUDE", "RAISE")}


def refer(draft: Draft) -> tuple[str, Callable[[Draft], data.Members], bool]:
    """Choose a schema, and how it is named: the text, what gives its members, and whether it is for many."""
    name = draft.pick(*draft.shapes)
    # The class that is being drawn has no name yet when its fields are made.
    form = draft.pick(*(LATE_FORMS if name == draft.schema else FORMS))
    options = ""
    if "(" in form:
        options = draft.pick(
            "", "", "many=True", "unknown=EXCLUDE", "unknown=INCLUDE", "partial=True", f"only={names(draft, draft.shapes[name])}"
        )
    is_many = options == "many=True"
    if draft.names and draft.chance(100):
        return "'Nobody'", lambda draft: (), False
    return form.format(name, options), lambda draft: draft.shapes[name], is_many


#: How a schema may be named, given its class and the options of an instance.
LATE_FORMS = ("lambda: {0}", "lambda: {0}({1})", "__name__ + '.{0}'", "lambda: __name__ + '.{0}'")
FORMS = ("{0}", "{0}", "{0}({1})", "{0}({1})", "dict({0}._declared_fields)", *LATE_FORMS)


def names(draft: Draft, members: data.Members) -> str:
    """Choose names for ``only`` and its kin, of fields and of those that they nest."""
    chosen = draft.some(members, 3)
    texts = [f"{one.name}.{draft.pick(*one.inner).name}" if one.inner and draft.chance(2) else one.name for one in chosen]
    return repr(tuple(texts))


def _nest(give: Callable[[Draft, data.Members], str], shape: Callable[[Draft], data.Members], is_many: bool) -> Source:
    def source(draft: Draft) -> str:
        if draft.depth >= data.DEPTH:
            return "None"
        draft.depth += 1
        text = data.several(draft, give, shape(draft)) if is_many else give(draft, shape(draft))
        draft.depth -= 1
        return text

    return source


def pluck(draft: Draft, inside: Inside) -> Kind:
    reference, shape, _ = refer(draft)
    members = shape(draft)
    if not members:
        return nested(draft, inside)
    member = draft.pick(*members)
    is_many = draft.chance(2)
    options = {"many": "True"} if is_many else {}

    def dumps(draft: Draft, _: data.Members) -> str:
        return data.obj(draft, (member,))

    loads = _list_of(member.loads) if is_many else member.loads
    return Kind("fields.Pluck", loads, _nest(dumps, shape, is_many), [reference, repr(member.name)], options, nests=True)


CONTAINERS: tuple[Callable[[Draft, Inside], Kind], ...] = (nested, nested, nested, listing, listing, row, table, pluck)


def container(draft: Draft, inside: Inside) -> Kind:
    """Draw one of them."""
    return draft.pick(*(CONTAINERS if draft.shapes else (listing, row, table)))(draft, inside)  # type: ignore[no-any-return]
