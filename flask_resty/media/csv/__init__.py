"""CSV (RFC 4180): a header, and a row for each object. What the columns are, the schema says.

.. code-block:: text

    id,title,author.name,tags
    1,"Dune, again",Frank,"[""sand"",""spice""]"

A nested object has a column for each of its members, with a dotted name. Lists, mappings and whatever has no type are JSON in
a cell. What stands in a cell that is empty, or that would be taken for a formula, ``csv_cells`` tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from io import BytesIO
from typing import IO
from typing import Any
from typing import NamedTuple

from ...errors import ContractError
from ...errors import Problem
from ...errors import refusal
from ...schematic import OneOf
from ..chunks import MOST_BYTES
from ..chunks import MOST_PARTS
from ..chunks import torn
from ..format import Emitter
from ..format import Line
from ..format import Parser
from ..format import refused
from ..plain import plain
from .cells import ANY
from .cells import Column
from .columns import Members
from .columns import Table
from .columns import table_of
from .header import Header
from .rows import Row
from .rows import rows
from .writer import layout_of
from .writer import write_header
from .writer import write_rows

#: The beginning of a row that never ends.
_STUMP = b'"'


def emit(data: Any, schema: Any = None) -> bytes:
    """Write a table: a row for each item where the schema is for many, else one row. Lines end in CRLF.

    Without a schema, a list of objects that all have the same members can be written.

    :raise ContractError: for what is no table, a member without a column, and what a cell cannot hold, a NUL among it.
    """
    if schema is None:
        return _emit_plain(plain(data))
    table = _table(schema)
    items = data if table.many else [data]
    if not isinstance(items, list | tuple):
        raise ContractError(f"CSV has a row for each object of a list, but a {type(items).__qualname__} came.")
    header, members = layout_of(table.schema)
    return _encoded(header + _rows(items if type(items) is list else list(items), members))


def _emit_plain(data: Any) -> bytes:
    if not (isinstance(data, list) and all(isinstance(each, dict) and each.keys() == data[0].keys() for each in data)):
        raise ContractError("Without a schema, CSV is for a list of objects that have the same members. Declare one with @returns.")
    if not data:
        return b""
    members = tuple(Column(name, ANY, None) for name in data[0])
    return _encoded(write_header(members) + _rows(data, members))


def _table(schema: Any) -> Table:
    table = table_of(schema)
    if table is None:
        raise ContractError(f"CSV is for objects, or lists of them, and {type(schema).__name__} is neither. Declare another format.")
    return table


def _rows(items: list[Any], members: Members) -> str:
    try:
        return write_rows(items, members)
    except ValueError as error:
        raise ContractError("The data holds an integer with too many digits to be written.") from error


def _encoded(text: str) -> bytes:
    if "\0" in text:
        raise ContractError("The data holds a NUL, which CSV has no place for.")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ContractError("The data holds a surrogate that stands alone, so it is no text.") from error


def emit_stream(items: Iterable[Any], schema: Any) -> Iterator[bytes]:
    """Write a table in chunks: the header with the first row, at once. The items are closed at the end, also if that comes early."""
    return torn(_chunks(items, schema), items, _STUMP)


def _chunks(items: Iterable[Any], schema: Any) -> Iterator[bytes]:
    before, members = layout_of(_table(schema).schema)
    found: list[Any] = []
    enough = 1
    for item in items:
        found.append(item)
        if len(found) >= enough:
            chunk = _encoded(before + _rows(found, members))
            yield chunk
            # Rows are as long as those before them, more or less.
            enough = max(1, min(MOST_PARTS, MOST_BYTES * len(found) // max(1, len(chunk))))
            before, found = "", []
    if before or found:
        yield _encoded(before + _rows(found, members))


def parse(content: bytes, schema: Any = None) -> Any:
    """Read a table: a list of objects where the schema is for many, else the object of the only row.

    All values are text, but for ``None`` and for what is JSON in a cell. The header may leave columns out, and have them in any
    order. Names that the schema does not know come out as they are, so validation refuses them.

    :raise Problem: 400 with the line, for what is not CSV, a row of another length than the header, a name that stands twice.
        415 if the schema describes no table.
    """
    alternatives, body = _open(BytesIO(content), schema)
    header, many = alternatives[0]
    if len(alternatives) > 1:
        body = iter(found := list(body))
        header, many = next((each for each in alternatives if each.many or len(found) == 1), alternatives[0])
    items: list[Any] = []
    for line in _read(header, body):
        if line.fault is not None:
            raise line.refusal(f"/{len(items)}" if many else "")
        items.append(line.data)
    if many:
        return items
    if len(items) != 1:
        raise refused("single", "There is to be one row below the header.")
    return items[0]


class _Alternative(NamedTuple):
    """What a table may be."""

    header: Header
    many: bool


def _open(content: IO[bytes], schema: Any) -> tuple[list[_Alternative], Iterator[Row]]:
    """Read the header of a table; give what the table may be by it, and the rows below."""
    body = rows(content)
    first = next(body, None)
    if first is None:
        raise refused("empty", "The content is empty: not even a header is there.")
    if schema is None:
        return [_Alternative(Header(first.cells, None), many=True)], body
    tables = [table for each in (schema.schemas if isinstance(schema, OneOf) else (schema,)) if (table := table_of(each))]
    if not tables:
        raise refusal(415, "headers", "/Content-Type", "unsupported", "What is accepted here is no table, so it cannot be CSV.")
    alternatives = [_Alternative(Header(first.cells, table.schema), table.many) for table in tables]
    # One that knows all names is meant.
    return [each for each in alternatives if each.header.is_known] or alternatives[:1], body


def _read(header: Header, body: Iterator[Row]) -> Iterator[Line]:
    for number, cells in body:
        try:
            yield Line(number, header.read(cells))
        except Problem as problem:
            yield Line(number, None, problem.errors[0])


def parse_stream(readable: IO[bytes], schema: Any = None) -> Iterator[Line]:
    """Give one object after the other, each with the line that its row begins on; a row of another length spoils no other.

    :raise Problem: as :func:`parse` does, where nothing can be read any more.
    """
    alternatives, body = _open(readable, schema)
    yield from _read(alternatives[0].header, body)


def is_table(schema: Any) -> bool:
    """Tell whether what a schema describes may be the rows of a table, or one."""
    return table_of(schema) is not None


def takes_table(schema: Any) -> bool:
    """Tell whether what a schema describes may come as a table: of alternatives, whether one of them may."""
    return any(map(is_table, schema.schemas)) if isinstance(schema, OneOf) else is_table(schema)


CSV_EMITTER = Emitter("text/csv; charset=utf-8; header=present", emit, emit_stream, enveloped=False, fits=is_table)
CSV_PARSER = Parser("text/csv", parse, typed=False, stream=parse_stream, enveloped=False, fits=takes_table)
