"""The methods of a client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import indent

from ..model import ClientOperation
from .declarations import docstring
from .layout import joined
from .signatures import Signature


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How methods of one of the two clients are written."""

    is_async: bool

    @property
    def define(self) -> str:
        """What the definition of a method that waits begins with."""
        return "async def" if self.is_async else "def"

    @property
    def wait(self) -> str:
        """What stands before a call that has to be waited for."""
        return "await " if self.is_async else ""

    @property
    def iterator(self) -> str:
        """What comes item by item."""
        return "AsyncIterator" if self.is_async else "Iterator"


@dataclass(frozen=True, kw_only=True)
class Method:
    """One operation as a method."""

    name: str
    #: The name of the method that gives the items of all pages, where there are pages.
    all_name: str
    #: The name of the record of the operation.
    table: str
    operation: ClientOperation
    signature: Signature


def written(method: Method, kind: Kind) -> Iterator[str]:
    """Write the methods of an operation: the one that asks for it, and the one that goes through all pages."""
    if method.operation.is_stream:
        yield from _versions(method, method.name, "stream", kind)
    else:
        yield from _versions(method, method.name, "call", kind)
    if method.operation.pages is not None:
        yield from _versions(method, method.all_name, "items", kind)


def _versions(method: Method, name: str, asks: str, kind: Kind) -> Iterator[str]:
    """Write a method, after what it gives for each way of selecting members."""
    said, define = method.signature, kind.define if asks == "call" else "def"
    plain, part, shaped = _given(said, asks, kind)
    ways = []
    if said.selects is not None:
        ways.append((f"fields: str | Sequence[{said.selects}]", part or plain))
        if shaped is not None:
            ways.append(("fields: type[Shape]", shaped))
    if not ways:
        yield f"{_head(define, name, said, None, plain)}\n{_body(method, asks, kind, plain)}"
        return
    for fields, gives in [("fields: None = None", plain), *ways]:
        yield f"@overload\n{_head(define, name, said, fields, gives)} ..."
    yield f"{_head(define, name, said, 'fields: Selected | None = None', 'Any')}\n{_body(method, asks, kind, 'Any')}"


def _given(said: Signature, asks: str, kind: Kind) -> tuple[str, str | None, str | None]:
    """Give what comes: the whole, the selected part of it, and what a type narrows it to."""
    whole = (said.gives, said.part, said.shaped)
    if asks == "call":
        return whole
    one, part, shaped = said.items if asks == "items" else whole
    return f"{kind.iterator}[{one}]", part and f"{kind.iterator}[{part}]", shaped and f"{kind.iterator}[{shaped}]"


def _head(define: str, name: str, said: Signature, fields: str | None, gives: str) -> str:
    return joined(f"{define} {name}(", _parameters(said, fields), f") -> {gives}:", depth=8)


def _parameters(said: Signature, fields: str | None) -> list[str]:
    positional = ["self", *said.positional]
    if said.body is not None:
        positional.append(f"body: {said.body}" if said.is_body_required else f"body: {said.body} | None = None")
    keywords = [*said.keywords]
    if fields is not None:
        keywords.append(fields)
    if said.can_expand:
        keywords.append("expand: str | Sequence[str] | None = None")
    if said.can_match:
        keywords.append("match: Match" if said.has_to_match else "match: Match | None = None")
    return [*positional, "*", *keywords, "options: Options = USUAL"]


def _body(method: Method, asks: str, kind: Kind, gives: str) -> str:
    wait = kind.wait if asks == "call" else ""
    handed = [method.table, _handed(method.signature), "options"]
    lines = [docstring(_told(method, asks))]
    before = {"Any": "return ", "None": ""}.get(gives, f"given: {gives} = ")
    lines.append(joined(f"{before}{wait}self.connection.{asks}(", handed, ")", depth=8))
    if gives not in {"Any", "None"}:
        lines.append("return given")
    return indent("\n".join(lines), "    ")


def _handed(said: Signature) -> str:
    given = []
    if said.called:
        given.append(f"values=({', '.join(said.called)}{',' if len(said.called) == 1 else ''})")
    if said.body is not None:
        given.append("body=body, has_body=True" if said.is_body_required else "body=body, has_body=body is not None")
    if said.selects is not None:
        given.append("fields=fields")
    if said.can_expand:
        given.append("expand=expand")
    if said.can_match:
        given.append("match=match")
    return joined("Given(", given, ")", depth=12)


def _told(method: Method, asks: str) -> str:
    """Give what a method does, in the words of the document."""
    operation = method.operation
    summary = operation.summary or f"{operation.method} {operation.path}."
    parts = [f"{summary}\n\nThis goes through all pages." if asks == "items" else summary]
    if operation.description and operation.description != operation.summary:
        parts.append(operation.description.strip())
    if operation.is_deprecated:
        parts.append("Deprecated.")
    parts += [
        f":param {name}: {' '.join(one.description.split())}"
        for one, name in zip(operation.parameters, method.signature.called, strict=True)
        if one.description
    ]
    if refused := [str(answer.status) for answer in operation.answers if 400 <= answer.status < 500]:
        parts.append(f":raise Refused: with one of {', '.join(refused)}, or what is wrong with the server.")
    return "\n\n".join(parts)
