"""What a client is told of each thing where some may fail and the others are done: a document like that of 207 (RFC 4918, 13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ...errors import Problem
from ...fields import Link

#: Not every outcome has all of it.
_OPTIONAL = {"optional": True}


def outcome_schema(item: Schema | None, link: Link | None = None) -> Schema:
    """Make the schema of a list of outcomes.

    :param item: that of what was written; ``None`` where nothing of it is left.
    :param link: gives the address of what was made, if it is to be told.
    """
    members: dict[str, fields.Field[Any]] = {"status": fields.Integer()}
    if item is not None:
        members["item"] = fields.Nested(item, metadata=_OPTIONAL)
    if link is not None:
        members["location"] = Address(link)
    members["problem"] = ProblemDocument(metadata=_OPTIONAL)
    name = "" if item is None else type(item).__name__
    # In one document there may be both.
    return Schema.from_dict(members, name=f"{name}Outcome" if link is None else f"{name}NewOutcome")(many=True)


class ProblemDocument(fields.Dict):
    """Why something was not done (RFC 9457)."""


class Address(fields.String):
    """The address of what was made, as it was told: what is shown of an object need not have what its address is made of."""

    def __init__(self, link: Link) -> None:
        super().__init__(dump_only=True, metadata={**link.metadata, **_OPTIONAL})
        #: Looks whether an app has such addresses.
        self.check_app = link.check_app


def failed(problem: Problem) -> dict[str, Any]:
    """Give the outcome of what is not done."""
    return {"status": problem.code, "problem": problem.document()}


def made(link: Link | None) -> Callable[[Any, Any], dict[str, Any]]:
    """Make what gives the outcome of what is there now.

    :param link: gives its address, if it is to be told.
    """
    locate = None if link is None else link.serialize_func

    def tell(item: Any, shown: Any) -> dict[str, Any]:
        outcome = {"status": 201, "item": shown}
        return outcome if locate is None else {**outcome, "location": locate(item)}

    return tell


def changed(item: Any, shown: Any) -> dict[str, Any]:
    """Give the outcome of what is another now."""
    return {"status": 200, "item": shown}


def gone(item: Any, shown: Any) -> dict[str, Any]:
    """Give the outcome of what is not there any more."""
    return {"status": 204}
