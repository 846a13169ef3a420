"""From a document to a client in Python."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from textwrap import indent
from typing import Any

from ..document import read_document
from ..model import ClientModel
from .annotations import literal
from .bundle import bundle
from .declarations import declaration
from .declarations import docstring
from .layout import joined
from .methods import Kind
from .methods import Method
from .methods import written
from .naming import Names
from .signatures import signature_of
from .spelling import all_apart
from .spelling import snake
from .tables import record

#: What the declarations need beside what the runtime does.
_IMPORTS = frozenset(
    f"from {module} import {name}"
    for module, names in {
        "typing": ("Any", "Literal", "NotRequired", "TypeAlias", "TypedDict", "TypeVar", "get_args", "overload"),
        "collections.abc": ("AsyncIterator", "Iterable", "Iterator", "Sequence"),
    }.items()
    for name in names
)

_OWN = frozenset({"Client", "AsyncClient", "Shape", "BASE", "CHECKS"})

#: What a method may not be called: what the client has itself, and what its other methods are annotated and decorated with.
_OF_CLIENT = frozenset({"connection", "overload", "list", "dict", "str", "int", "float", "bool", "bytes", "type"})


def write_python(document: Mapping[str, Any]) -> str:
    """Write a client of an Api in Python: one module, which needs nothing but Python 3.11. The same document gives the same text.

    :param document: an OpenAPI document of version 3.1.
    :raise ConfigError: if a client cannot be written from it; see :func:`flask_resty.clients.read_document`.
    """
    model, runtime = read_document(document), bundle()
    imported = frozenset(line.split()[-1] for line in _IMPORTS)
    taken = runtime.names | imported | _OWN | frozenset(dir(builtins))
    names = Names(model, taken)
    methods = list(_methods(model, names, taken))
    tables = [f"{method.table} = {record(method.operation, names, is_readable=_is_readable(model, method))}" for method in methods]
    clients = [_client(model, methods, Kind(is_async=False)), _client(model, methods, Kind(is_async=True))]
    selectable = _selectable(names)
    types = [declaration(name, named, names.spell, frozenset(names.declared)) for name, named in sorted(names.declared.items())]
    return (
        "\n\n\n".join(
            [_head(model, runtime.imports | _IMPORTS), runtime.text, *types, *selectable, _constants(model), "\n\n".join(tables), *clients]
        )
        + "\n"
    )


def _head(model: ClientModel, imports: Iterable[str]) -> str:
    about = docstring(f"A client of {model.title}, version {model.version}. It was generated: change the Api and generate it anew.")
    ordered = sorted(imports, key=lambda line: (line.startswith("from"), line.lower()))
    return "\n".join([about, "", "# ruff: noqa", "from __future__ import annotations", "", *ordered])


def _constants(model: ClientModel) -> str:
    checks = "".join(f"    {literal(name)}: {literal(check)},\n" for name, check in model.checks.items())
    named = f"CHECKS: Mapping[str, Any] = {{\n{checks}}}" if checks else "CHECKS: Mapping[str, Any] = {}"
    shape = "#: What a selection narrows an answer to: a TypedDict of yours.\n" + 'Shape = TypeVar("Shape")'
    return f"{shape}\n\n#: What is checked before it is sent.\n{named}"


def _methods(model: ClientModel, names: Names, taken: frozenset[str]) -> Iterator[Method]:
    spelled = all_apart((snake(operation.name) for operation in model.operations), _OF_CLIENT)
    every = all_apart((_all_name(name) for name in spelled), {*spelled, *_OF_CLIENT})
    tables = all_apart((f"_{name.upper()}" for name in spelled), taken)
    for operation, name, all_name, table in zip(model.operations, spelled, every, tables, strict=True):
        yield Method(name=name, all_name=all_name, table=table, operation=operation, signature=signature_of(operation, names))


def _all_name(name: str) -> str:
    return f"all_{name.removeprefix('list_')}"


def _is_readable(model: ClientModel, method: Method) -> bool:
    mine = method.operation
    reading = next((one for one in model.operations if one.path == mine.path and one.method == "GET"), None)
    return mine.method in {"PUT", "PATCH", "DELETE"} and reading is not None and any(one.writing == "json" for one in reading.given)


def _selectable(names: Names) -> list[str]:
    """Write the names that can be selected, for each type that they can be selected of."""
    return [
        joined(f"{spelled}: TypeAlias = Literal[", map(literal, names.member_names(name)), "]")
        for name, spelled in sorted(names.selectable.items())
    ]


def _client(model: ClientModel, methods: Iterable[Method], kind: Kind) -> str:
    prefix = "Async" if kind.is_async else ""
    about = f"{model.title}, version {model.version}{', in an event loop' if kind.is_async else ''}.\n\n{model.description}".strip()
    params = ":param base: the address of the Api.\n:param settings: who calls, how long to wait, and how often to try."
    transport = f"{prefix}Transport | None = None"
    base = f"base: str = {literal(model.server)}" if model.server.startswith(("http://", "https://")) else "base: str"
    start = (
        f"def __init__(self, {base}, settings: Settings = Settings(), *, transport: {transport}) -> None:\n"
        "    #: What carries the calls out.\n"
        f"    self.connection = {prefix}Connection(base, CHECKS, settings, transport)"
    )
    bodies = [docstring(f"{about}\n\n{params}"), start, *(text for method in methods for text in written(method, kind))]
    return f"class {prefix}Client:\n" + "\n\n".join(indent(body, "    ") for body in bodies)
