"""What a patch does not see of an object, and leaves as it is: who asked for the whole object gets it beside what was patched."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import missing

from ..http.json_patch import is_equal
from ..schematic import key_of
from .compiled import compile_once
from .loadable import loadable_dumper
from .messages import message_of
from .narrowing import select
from .restriction import whole
from .seen import seen_in_part
from .seen import unseen_in
from .selection import Selection


class Kept(NamedTuple):
    """What stays of an object."""

    #: The values, by attribute.
    values: Mapping[str, Any]
    #: The errors of what is required, but neither there nor sent, by key.
    lost: Mapping[str, Any]


NOTHING_KEPT = Kept({}, {})

#: Gets the object, what it is to become, what was seen of it, and the members that a patch named.
Keep = Callable[[Any, Mapping[str, Any], Mapping[str, Any], Collection[str]], Kept]


def keeper(schema: Schema, seen: Schema) -> Keep:
    """Make what gives of an object what a patch neither saw nor sent: the member as a whole, where only a part of it was seen.

    What the object does not have itself is required, or has its default, as ever.

    :param seen: the copy of the schema that has what was seen.
    """
    original, hidden = whole(schema), frozenset(unseen_in(schema, seen))
    keys = {name: key_of(name, original.load_fields[name]) for name in (*hidden, *seen_in_part(schema, seen))}
    dump = _dumper_of(original, sorted(keys.values()))

    def keep(obj: Any, document: Mapping[str, Any], before: Mapping[str, Any], named: Collection[str]) -> Kept:
        own = {key: value for key, value in dump(obj).items() if key not in named or key in document}
        values: dict[str, Any] = {}
        lost: dict[str, Any] = {}
        for name, key in keys.items():
            field = original.load_fields[name]
            if _stays(key, document, before, is_hidden=name in hidden):
                try:
                    value = field.deserialize(own.get(key, missing), key, own)
                except ValidationError:
                    # What is there was never right, and nobody is to learn of it.
                    if key not in own and not _may_lack(schema, name):
                        lost[key] = [message_of("required")]
                else:
                    if value is not missing:
                        values[field.attribute or name] = value
        return Kept(values, lost)

    return keep


def _dumper_of(schema: Schema, keys: Sequence[str]) -> Callable[[Any], dict[str, Any]]:
    """Make what dumps some members of an object, as a client would send them."""
    wanted = Selection(text=",".join(keys), names=dict.fromkeys(keys), without=frozenset(), is_all=False)
    return loadable_dumper(compile_once(select(schema, wanted), strict="typed"))


def _stays(key: str, document: Mapping[str, Any], before: Mapping[str, Any], *, is_hidden: bool) -> bool:
    if is_hidden:
        return key not in document
    return key in document and key in before and is_equal(document[key], before[key])


def _may_lack(schema: Schema, name: str) -> bool:
    return isinstance(schema.partial, list | tuple | set | frozenset) and name in schema.partial
