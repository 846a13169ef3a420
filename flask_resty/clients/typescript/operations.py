"""What the runtime knows of an operation, as a value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..forms import forms_of
from ..kinds import ListOf
from ..model import ClientOperation
from ..model import Content
from .answering import accept
from .asking import Asked
from .asking import asked
from .asking import selecting
from .spelling import literal


def operation(said: ClientOperation, name: str) -> str:
    """Spell the member of the table that is about an operation.

    :param name: what its method is called.
    """
    return f"{name}: {literal(dict(_told(said)))}"


def _told(said: ClientOperation) -> Iterator[tuple[str, Any]]:
    yield from (("method", said.method), ("path", said.path), ("accept", accept(said)))
    chosen = [{"name": name, "place": "query", "rule": {}} for name in selecting(said)]
    if parameters := [*map(_parameter, asked(said)), *chosen]:
        yield "parameters", parameters
    if bodies := [_form(one) for one in forms_of(said)]:
        yield "bodies", bodies
    if bodies and said.is_body_required:
        yield "isBodyRequired", True
    if said.takes_match:
        yield "takesMatch", True
    # What only reads does the same when it is repeated.
    if said.manages("Idempotency-Key") and not said.is_safe:
        yield "takesKey", True
    if said.pages is not None:
        yield "pages", said.pages


def _parameter(one: Asked) -> dict[str, Any]:
    said = one.parameter
    return {
        "name": said.name,
        **({} if one.name == said.name else {"as": one.name}),
        "place": said.where,
        **({"isRequired": True} if said.is_required else {}),
        **({"isRepeated": True} if said.is_repeated and isinstance(said.type, ListOf) else {}),
        "rule": said.check,
    }


def _form(one: Content) -> dict[str, Any]:
    return {"mediaType": one.media_type, "writing": one.writing, **({"isStream": True} if one.is_stream else {}), "rule": one.check}
