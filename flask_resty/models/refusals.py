"""Tell a client what a store could not do: in which fields, and never with a value or in words of the database."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any

from flask import request
from marshmallow import Schema

from ..envelope import place_in
from ..errors import Fault
from ..errors import Problem
from ..errors import unacceptable
from ..middleware.contention import is_violation
from ..schema.faults import pointer
from ..schematic import key_of
from .keys import missing
from .store import Busy
from .store import Conflict
from .store import Stale
from .store import StoreError
from .store import Unfit

#: After how many seconds what was in the way of others may be tried again.
_PAUSE = 1

#: What is said of one field, and of several that are meant together.
_DETAILS = {
    "unique": ("There is one with this value already.", "There is one with these values already."),
    "reference": ("What this refers to is not there, or something refers to it still.",) * 2,
    "required": ("A value is required.",) * 2,
    "check": ("The value is not allowed here.", "These values are not allowed together."),
    "unknown": ("It does not go together with what is there.",) * 2,
}


def refusal_of(
    error: StoreError, schema: Schema | type[Schema] | None = None, path: Sequence[str | int] = (), at: Collection[str] = ()
) -> Problem:
    """Give the problem that an error of a store is for the client.

    409 for a conflict and 422 for a value that cannot be kept, with the fields; 412 where somebody else changed the item
    (RFC 9110, 15.5.13); 503 with ``Retry-After`` where the database gave up because of others.

    :param schema: what the body was loaded by: pointers name the fields as the client does.
    :param path: where in the body the item is.
    :param at: the attributes that the address gives. It is 404 where they refer to what is not there.
    """
    if isinstance(error, Stale):
        return Problem(412, "Somebody else changed it in the meantime. Read it again, then decide.")
    if isinstance(error, Busy):
        return Problem(503, "Others write at the same time. Try again.", headers={"Retry-After": str(_PAUSE)})
    if isinstance(error, Unfit):
        return unacceptable(_faults(error.attributes, "invalid", ("The value cannot be kept.",) * 2, schema, path))
    if _is_nowhere(error, schema, at):
        return missing()
    kind = error.kind if isinstance(error, Conflict) else "unknown"
    attributes = error.attributes if isinstance(error, Conflict) else ()
    faults = tuple(_faults(attributes, kind, _DETAILS[kind], schema, path)) if kind != "unknown" else ()
    return Problem(409, "It does not go together with what is there already.", errors=faults)


@contextmanager
def refusing(schema: Any, at: Collection[str] = ()) -> Iterator[None]:
    """Make problems of what the store refuses.

    :param schema: what the values were loaded by: its fields tell the client's names of attributes.
    :param at: the attributes that the address gives.
    :raise Problem: 404 where what the address names is not there; 409, 412, 422 or 503.
    """
    try:
        yield
    except StoreError as error:
        raise refusal_of(error, schema, place_in(request.environ), at) from error
    except Exception as error:
        # What the author's methods write beside the store may break a rule, too. It is not known of which model it is.
        if not is_violation(error):
            raise
        raise refusal_of(Conflict("unknown"), schema) from error


def _is_nowhere(error: StoreError, schema: Schema | type[Schema] | None, at: Collection[str]) -> bool:
    """Tell whether the parent of an item is missing, and nothing that the client could write."""
    if not isinstance(error, Conflict) or error.kind != "reference" or not set(at).intersection(error.attributes):
        return False
    return schema is None or not list(_keys(schema, [name for name in error.attributes if name not in at]))


def _faults(
    attributes: Sequence[str], code: str, details: Sequence[str], schema: Schema | type[Schema] | None, path: Sequence[str | int]
) -> Iterator[Fault]:
    keys = [] if schema is None else list(_keys(schema, attributes))
    for place in [(*path, key) for key in keys] or [tuple(path)]:
        yield Fault(location="body", pointer=pointer(place), code=code, detail=details[len(keys) > 1])


def _keys(schema: Schema | type[Schema], attributes: Sequence[str]) -> Iterator[Any]:
    """Give the names that clients have for attributes, of those that they can write."""
    instance = schema() if isinstance(schema, type) else schema
    for name, field in instance.load_fields.items():
        if (field.attribute or name) in attributes:
            yield key_of(name, field)
