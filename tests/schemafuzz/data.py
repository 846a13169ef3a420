"""What is loaded and dumped, as source text: good for the members of a schema, and where there is dirt, not."""

from __future__ import annotations

from typing import Any

from . import pools
from .draft import Draft
from .draft import Member
from .draft import Source

Members = tuple[Member, ...]

#: How deep data goes, as schemas may nest themselves.
DEPTH = 3

#: Members that nobody asked for.
STRANGERS = ("'x'", "'unknown'", "1", "None", "(1, 'a')", "''", "'_schema'", "b'a'", "'a'", "'b'", "nan")

#: What holds values. The first are the most frequent.
MAPPINGS = (
    *("{}",) * 40,
    "View({})",
    "OrderedDict({})",
    "MappingProxyType({})",
    "UserDict({})",
    "ChainMap({})",
    "Strict({})",
    "defaultdict(list, {})",
    "Making({})",
)
LISTS = (
    *("[{}]",) * 30,
    "({},)",
    "Items([{}])",
    "deque([{}])",
    "UserList([{}])",
    "stream([{}])",
    "stream([{}], ValueError)",
    "iter([{}])",
    "Iterable([{}])",
    "dict.fromkeys('ab')",
    "'ab'",
)
OBJECTS = (
    *("Thing({})", "{}", "Thing({})", "slotted({})", "computed({})", "{}") * 5,
    *("Dynamic({})", "Subscript({})", "named({})", "Heir({})", "Record({})", "cached({})") * 2,
    "Both({})",
    "Both({}, TypeError)",
    "Subscript({}, IndexError)",
    "Subscript({}, AttributeError)",
    "Subscript({}, ValueError)",
    "Answering({})",
    "Intercepting({})",
    "Making({})",
    "OrderedDict({})",
    "UserDict({})",
    "defaultdict(list, {})",
    "View({})",
    "ChainMap({{}}, {})",
    "MappingProxyType({})",
    "Heir",
)

#: What is done with a member. A good one is left out seldom, and one among dirt often.
CLEAN = ("good",) * 9 + ("absent",)
DIRTY = ("good", "good", "good", "odd", "odd", "junk", "absent", "none")


def mapping(draft: Draft, members: Members) -> str:
    """Give what a schema of these members may load."""
    if draft.is_dirty():
        return draft.value(pools.JUNK)
    pairs = []
    for member in members:
        state = draft.pick(*(DIRTY if draft.dirt else CLEAN))
        if state != "absent" or state == "absent" and not draft.dirt and member.options.get("required"):
            pairs.append(f"{member.key}: {_value(draft, state, member.loads)}")
    if draft.is_dirty():
        pairs.extend(f"{stranger}: {draft.value(pools.JUNK)}" for stranger in draft.some(STRANGERS, 3))
    return str(draft.pick(*MAPPINGS).format(f"{{{', '.join(pairs)}}}"))


def _value(draft: Draft, state: str, source: Source) -> str:
    """Give a value, which may be odd only where it is to be."""
    if state == "none":
        return "None"
    if state == "junk":
        return draft.value(pools.JUNK)
    draft.odd = state == "odd"
    return source(draft)


def obj(draft: Draft, members: Members) -> str:
    """Give what a schema of these members may dump."""
    if draft.is_dirty():
        return draft.value(pools.JUNK)
    values: dict[str, Any] = {}
    for member in members:
        state = draft.pick(*(DIRTY if draft.dirt else CLEAN))
        if state != "absent":
            _put(values, member.path, _value(draft, state, member.dumps))
    return _object(draft, values)


def _put(values: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        deeper = values.get(name)
        values = values[name] = deeper if isinstance(deeper, dict) else {}
    values[path[-1]] = value


def _object(draft: Draft, values: dict[str, Any]) -> str:
    form = draft.pick(*OBJECTS)
    texts = [f"{name!r}: {_object(draft, value) if isinstance(value, dict) else value}" for name, value in values.items()]
    return str(form.format(f"{{{', '.join(texts)}}}"))


def several(draft: Draft, give: Any, members: Members) -> str:
    """Give a list of what ``give`` gives."""
    if draft.is_dirty():
        return draft.value(pools.JUNK)
    texts = ", ".join(give(draft, members) for _ in range(draft.amount(3)))
    # A tuple of nothing is not written with a comma.
    return str(draft.pick(*(LISTS if texts else LISTS[:1])).format(texts))
