"""From an operation of a document to one of a client."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import get_args

from ..errors import ConfigError
from .checks import check_of
from .kinds import Bytes
from .kinds import Scalar
from .kinds import Type
from .model import Answer
from .model import ClientOperation
from .model import Content
from .model import Expansion
from .model import Method
from .model import Parameter
from .model import Selection
from .model import Writing
from .references import Follow
from .references import schema_name
from .types import either
from .types import type_of

#: What the runtime of a client sends by itself, in lower case.
MANAGED = frozenset(
    {
        "accept",
        "content-type",
        "content-encoding",
        "authorization",
        "if-match",
        "if-none-match",
        "if-modified-since",
        "if-unmodified-since",
        "if-range",
        "range",
        "idempotency-key",
        "prefer",
        "x-csrf-token",
        "x-fields",
    }
)

#: What has types of its own beside the schema's.
_AS_IT_IS: Mapping[Writing, Type] = {"text": Scalar("string"), "bytes": Bytes()}

_WRITINGS: Mapping[str, Writing] = {
    "application/json": "json",
    "application/jsonl": "lines",
    "application/x-ndjson": "lines",
    "application/ndjson": "lines",
    "application/json-seq": "sequence",
    "text/event-stream": "events",
    "application/x-www-form-urlencoded": "form",
    "multipart/form-data": "multipart",
}


def operations_of(paths: Mapping[str, Any], follow: Follow, secured: Any) -> Iterator[ClientOperation]:
    """Give the operations of a document, by path and method.

    :param follow: follows references.
    :param secured: what lets a caller in where an operation says nothing of it.
    """
    for path, item in sorted(paths.items()):
        if path.startswith("x-"):
            continue
        item = follow(item)
        for method in get_args(Method):
            if method.lower() in item:
                yield _operation(path, method, item, item[method.lower()], follow, secured)


def _operation(
    path: str, method: Method, item: Mapping[str, Any], said: Mapping[str, Any], follow: Follow, secured: Any
) -> ClientOperation:
    name = said.get("operationId")
    if not isinstance(name, str) or not name:
        raise ConfigError(f"{method} {path} has no operationId, which its function would be named after. Give it one.")
    every = _parameters([*item.get("parameters", ()), *said.get("parameters", ())], follow)
    _refuse_unsaid(f"{method} {path!r}", path, every)
    selection, expansion = _selection(said), _expansion(said)
    managed = [one for one in every if one.where == "header" and one.name.lower() in MANAGED]
    apart = [one for one in every if one.where == "query" and one.name in {each.parameter for each in (selection, expansion) if each}]
    body = follow(said.get("requestBody", {}))
    return ClientOperation(
        name=name,
        method=method,
        path=path,
        summary=said.get("summary", ""),
        description=said.get("description", ""),
        tags=tuple(said.get("tags", ())),
        is_deprecated=bool(said.get("deprecated")),
        parameters=tuple(_in_order(one for one in every if one not in managed + apart and not _is_format(one))),
        managed=frozenset(one.name for one in managed),
        bodies=_contents(body, follow, selects=False),
        is_body_required=bool(body.get("required")),
        answers=_answers(said.get("responses", {}), follow, selects=selection is not None, streams=bool(said.get("x-stream"))),
        pages=_pages(said),
        selection=selection,
        expansion=expansion,
        security=tuple(tuple((scheme, tuple(scopes)) for scheme, scopes in one.items()) for one in said.get("security", secured)),
    )


def _refuse_unsaid(where: str, path: str, parameters: Iterable[Parameter]) -> None:
    said = {one.name for one in parameters if one.where == "path"}
    for name in re.findall(r"\{([^{}]*)\}", path):
        if name not in said:
            raise ConfigError(f"{where} says nothing of its variable {name!r}. Add a parameter in 'path' of that name.")


def _parameters(said: Iterable[Any], follow: Follow) -> list[Parameter]:
    """Read parameters; those of an operation stand for those of its path that have the same name and place."""
    found = (_parameter(follow(one)) for one in said)
    return list({(one.where, one.name): one for one in found}.values())


def _is_format(one: Parameter) -> bool:
    """Tell whether a parameter names the format of the answer. A client says so by ``Accept``, and can read no other."""
    return (one.where, one.name) == ("query", "format") and "enum" in one.check


def _parameter(said: Mapping[str, Any]) -> Parameter:
    where = said["in"]
    # A value of a media type is sent as that: it is no list.
    schema = said["schema"] if "schema" in said else {"type": "string"}
    return Parameter(
        name=said["name"],
        where=where,
        type=type_of(schema),
        is_required=where == "path" or bool(said.get("required")),
        # What stands in the address or a cookie comes one by one, unless the document says something else (OpenAPI 3.1, Parameter Object).
        is_repeated=bool(said.get("explode", said.get("style", "form" if where in {"query", "cookie"} else "simple") == "form")),
        check=check_of(schema),
        description=said.get("description", ""),
        is_deprecated=bool(said.get("deprecated")),
    )


def _in_order(parameters: Iterable[Parameter]) -> list[Parameter]:
    """Put path variables first, then what is required, each in the order in which it is written."""
    return sorted(parameters, key=lambda one: (one.where != "path", not one.is_required))


def _contents(said: Mapping[str, Any], follow: Follow, *, selects: bool, streams: bool = False) -> tuple[Content, ...]:
    """Read contents. Where some have a schema, the others are nothing that can be typed, such as objects whose names are short."""
    every = said.get("content", {})
    described = {media_type: content for media_type, content in every.items() if "schema" in content} or every
    return tuple(
        _content(media_type, content, follow, selects=selects, is_stream=_is_stream(media_type, content, streams))
        for media_type, content in described.items()
    )


def _is_stream(media_type: str, said: Mapping[str, Any], streams: bool) -> bool:
    return bool(said.get("x-stream")) or (streams and writing_of(media_type) in {"lines", "sequence", "events"})


def _content(media_type: str, said: Mapping[str, Any], follow: Follow, *, selects: bool, is_stream: bool) -> Content:
    schema = said.get("schema", {})
    writing = writing_of(media_type)
    full, *part = schema["anyOf"] if selects and isinstance(schema, Mapping) and "anyOf" in schema else (schema,)
    return Content(
        media_type=media_type,
        writing=writing,
        type=_AS_IT_IS[writing] if writing in _AS_IT_IS else type_of(full),
        part=either(type_of(one) for one in part) if part else None,
        is_stream=is_stream,
        check=check_of(schema),
    )


def writing_of(media_type: str) -> Writing:
    """Tell how content of a media type is written, whatever its parameters are."""
    bare = media_type.partition(";")[0].strip().lower()
    if bare in _WRITINGS:
        return _WRITINGS[bare]
    # Structured syntax suffixes (RFC 6838, 4.2.8).
    if bare.endswith("+json"):
        return "json"
    return "sequence" if bare.endswith("+json-seq") else "text" if bare.startswith("text/") or bare.endswith(("xml", "yaml")) else "bytes"


def _answers(said: Mapping[str, Any], follow: Follow, *, selects: bool, streams: bool) -> tuple[Answer, ...]:
    return tuple(
        _answer(int(status), follow(one), follow, selects=selects and status == "200", streams=streams and status == "200")
        for status, one in sorted(said.items())
        if status.isdecimal()
    )


def _answer(status: int, said: Mapping[str, Any], follow: Follow, *, selects: bool, streams: bool) -> Answer:
    return Answer(
        status=status,
        contents=_contents(said, follow, selects=selects, streams=streams),
        headers=tuple(sorted(said.get("headers", {}))),
        description=said.get("description", ""),
    )


def _pages(said: Mapping[str, Any]) -> str | None:
    pages = said.get("x-pages")
    return None if pages is None else str(pages["items"])


def _selection(said: Mapping[str, Any]) -> Selection | None:
    selection = said.get("x-selection")
    return None if selection is None else Selection(parameter=selection["parameter"], of=schema_name(selection["of"]))


def _expansion(said: Mapping[str, Any]) -> Expansion | None:
    expansion = said.get("x-expansion")
    return None if expansion is None else Expansion(parameter=expansion["parameter"], members=tuple(expansion["members"]))
