"""Writing through the hooks of a resource, inside of the transaction of the request."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any

from flask import request

from ..envelope import place_in
from ..errors import Fault
from ..errors import unacceptable
from ..middleware.contention import is_violation
from ..schema.faults import pointer
from ..schematic import key_of
from .refusals import refusal_of
from .store import Conflict
from .store import StoreError


@contextmanager
def refusing(schema: Any) -> Iterator[None]:
    """Make problems of what the store refuses.

    :param schema: what the values were loaded by: its fields tell the client's names of attributes.
    :raise Problem: 409, 412 or 503.
    """
    try:
        yield
    except StoreError as error:
        raise refusal_of(error, schema, place_in(request.environ)) from error
    except Exception as error:
        # What the author's methods write beside the store may break a rule, too. It is not known of which model it is.
        if not is_violation(error):
            raise
        raise refusal_of(Conflict("unknown"), schema) from error


def placed(values: Mapping[str, Any], at: Mapping[str, Any], schema: Any, path: Sequence[str] = ()) -> dict[str, Any]:
    """Give the values of an object that is made, with those that its address tells.

    :param schema: what the values were loaded by.
    :param path: where in the body they are.
    :raise Problem: 422, where they say something else than the address.
    """
    other = {name for name, value in at.items() if name in values and values[name] != value}
    if other:
        said = ((name, field) for name, field in schema.load_fields.items() if (field.attribute or name) in other)
        # What is there only where nothing is sent gives way.
        keys = [key_of(name, field) for name, field in said if field.load_default != values[field.attribute or name]]
        if not keys:
            return {**values, **at}
        detail = "The address says something else."
        raise unacceptable(Fault(location="body", pointer=pointer((*path, key)), code="invalid", detail=detail) for key in keys)
    return {**values, **at}
