"""What a resource tells of the state that it is in: its version, and when that came to be (RFC 9110, 8.8)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC
from datetime import date
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Flask
from flask import Request

from .errors import ContractError
from .http import etag
from .http.dates import http_moment
from .http.preconditions import Validators
from .middleware.etag import ETag
from .operation import Operation
from .principal import principal_of

#: Asks the resource for what is known of an item; by the representation whose tag is wanted.
ReadState = Callable[[Request, Any, Any, str], Validators]

_Ask = Callable[[Request, Any, Any], Any]


def etag_of(operation: Operation) -> ETag | None:
    """Give the entry that has tags computed, where the resource has no version of its own."""
    found: ETag | None = operation.find("etag") if operation.version_by is None else None
    return found


def target_of(operation: Operation) -> type[Any] | str | None:
    """Give the resource that a POST makes, or its endpoint, if ``@returns(..., location=)`` says which it is."""
    said = operation.contract.returns.get(201) if operation.method == "POST" else None
    return None if said is None else said.location


# -- asking ------------------------------------------------------------------------------------------------------------


def state_reader(operation: Operation, app: Flask) -> ReadState:
    """Make what asks the resource of an operation for its state."""
    resource = operation.resource
    return _reader(_asker(resource, "version", operation.version_by, app), _asker(resource, "last_modified", operation.modified_by, app))


def state_reader_of(target: type[Any] | str, app: Flask) -> ReadState:
    """Make what asks another resource for the state of an item, as far as the item alone tells it.

    :param target: the resource's class, or its endpoint.
    """
    resource = resource_of(target, app)
    if resource is None:
        return _reader(None, None)
    return _reader(_lone_asker(resource, "version", app), _lone_asker(resource, "last_modified", app))


def _lone_asker(resource: type[Any], name: str, app: Flask) -> _Ask | None:
    ask = _asker(resource, name, asked_alone(resource, name), app)
    return None if ask is None else lambda request, _, item: ask(request, resource(), item)


def asked_alone(resource: type[Any], name: str) -> tuple[str, ...] | None:
    """Give what a method of a resource asks for, if it can be called by who has nothing but an item; else ``None``."""
    method = getattr(resource, name, None)
    names = () if method is None else tuple(inspect.signature(method).parameters)[1:]
    return names if method is not None and {"item", "principal"}.issuperset(names) else None


def resource_of(target: type[Any] | str, app: Flask) -> type[Any] | None:
    """Give the class that serves what is meant by a resource's class or its endpoint; ``None`` where an endpoint is none of ours."""
    if isinstance(target, str):
        return _served(app.view_functions.get(target))
    views = (view for view in app.view_functions.values() if getattr(view, "view_class", None) is target)
    return next((served for view in views if (served := _served(view)) is not None), target)


def _served(view: Any) -> type[Any] | None:
    """Give the class that serves where a view is: what it was made of may say that another one does."""
    routes = getattr(view, "routes", {}).values()
    return next((operation.resource for route in routes for operation in route.operations.values()), None)


def _reader(version_of: _Ask | None, modified_of: _Ask | None) -> ReadState:
    def state(request: Request, resource: Any, item: Any, representation: str) -> Validators:
        version = None if version_of is None else version_of(request, resource, item)
        modified = None if modified_of is None else modified_of(request, resource, item)
        tags = () if version is None else (etag.make(_as_bytes(version), representation),)
        return Validators(True, tags, None if modified is None else _moment(modified))

    return state


def _asker(resource: type[Any], name: str, names: tuple[str, ...] | None, app: Flask) -> _Ask | None:
    if names is None:
        return None
    ask = app.ensure_sync(getattr(resource, name))
    if not names:
        return lambda request, resource, item: ask(resource)
    if names == ("item",):
        return lambda request, resource, item: ask(resource, item=item)
    return lambda request, resource, item: ask(resource, **known_of(request, item, names))


def known_of(request: Request, item: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Give those of some names that are known of a request, for a method that asks for them."""
    known = {**(request.view_args or {}), "item": item, "principal": principal_of(request.environ)}
    return {name: known[name] for name in names if name in known}


def _as_bytes(version: Any) -> bytes:
    return version if type(version) is bytes else as_text(version).encode()


def as_text(version: Any) -> str:
    """Give a version as text.

    :raise ContractError: for what is none.
    """
    if type(version) in (int, str):
        return str(version)
    if isinstance(version, datetime):
        return (version.astimezone(UTC) if version.tzinfo is not None else version).isoformat()
    if isinstance(version, tuple):
        return repr([as_text(part) for part in version])
    if isinstance(version, bytes | bytearray | memoryview):
        return bytes(version).hex()
    if version is None or isinstance(version, str | int | float | Decimal | UUID | date):
        return str(version)
    what = "Give text, bytes, a number, a date, a UUID or a tuple of them."
    raise ContractError(f"version() gave {type(version).__name__}, of which no tag can be made. {what}")


def _moment(modified: Any) -> datetime:
    if not isinstance(modified, datetime):
        raise ContractError(f"last_modified() gave {type(modified).__name__}. Give a datetime, or None where nothing is known.")
    # An origin server with a clock never tells of the future (RFC 9110, 8.8.2.1).
    return min(http_moment(modified), datetime.now(UTC).replace(microsecond=0))
