"""XML (https://www.w3.org/TR/xml/): objects, lists and values as elements, by the schema, so that they are the same when they come back.

An object has an element for each member, and a list one for each item. Text, and what a field reads from text, stands in its element.
What no schema describes tells what it is by the attribute ``type``; nothing is ``nil="true"``.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from functools import lru_cache
from functools import partial
from typing import Any

from ...errors import ContractError
from ..chunks import chunked
from ..chunks import framed
from ..format import Emitter
from ..format import Parser
from ..format import refused
from ..plain import plain
from .fitting import chosen
from .leaf import Leaf
from .names import checked_name
from .reader import Reader
from .shape import Items
from .shape import Member
from .shape import Members
from .shape import check_shape
from .shape import shape_of
from .tree import parse_tree
from .writer import Write
from .writer import Writer

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

#: How the shapes of so many schemas are kept: selections of fields make more of them.
_KEPT = 1024


def xml_emitter(*, root: str = "data", item: str = "item") -> Emitter:
    """Give what writes ``application/xml`` with names of your own. :data:`XML_EMITTER` has the usual ones.

    :param root: the name of the outermost element.
    :param item: the name of the items of lists, but for those whose field has ``metadata={"xml": {"item": ...}}``.
    :raise ConfigError: for what is no name in XML.
    """
    root, item = checked_name(root, "the root"), checked_name(item, "an item")

    @lru_cache(_KEPT)
    def writer(schema: Any) -> Write:
        return Writer(item).of(shape_of(schema, "dump"))

    def emit(data: Any, schema: Any = None) -> bytes:
        return _DECLARATION + _written(writer(schema), root, data)

    def stream(items: Iterable[Any], schema: Any = None) -> Iterator[bytes]:
        write = writer(schema)
        start = f"<{root}>" if schema is not None else f'<{root} type="list">'
        chunks = chunked(_written(write, item, each) for each in items)
        return framed(chunks, items, begin=_DECLARATION + start.encode(), end=f"</{root}>".encode())

    return Emitter("application/xml", emit, stream, problem=_PROBLEM, check_schema=partial(check_shape, side="dump"))


def _written(write: Write, name: str, data: Any) -> bytes:
    try:
        return write(name, data).encode()
    except (TypeError, ValueError, RecursionError) as error:
        # It says what is wrong, and where, if it is wrong in any format.
        plain(data)
        raise ContractError("The data holds an integer with too many digits, or is nested too deeply to be written.") from error


def xml_parser(*, root: str = "data", item: str = "item") -> Parser:
    """Give what reads ``application/xml`` as :func:`xml_emitter` writes it with the same names.

    Elements hold text, which the schema reads; what no schema describes is text, too, unless it tells what it is.

    :raise ConfigError: for what is no name in XML.
    """
    root, reader = checked_name(root, "the root"), Reader(checked_name(item, "an item"))
    shape = lru_cache(_KEPT)(lambda schema: shape_of(schema, "load"))

    def parse(content: bytes, schema: Any = None) -> Any:
        element = parse_tree(content)
        if element.name != root:
            raise refused("syntax", f"The root has another name than {root!r}.")
        return reader.read(element, chosen(element, shape(schema), item))

    return Parser("application/xml", parse, typed=False, check_schema=partial(check_shape, side="load"))


_NAMESPACE = "urn:ietf:rfc:7807"


def _emit_problem(document: Any, schema: Any = None) -> bytes:
    """Write a problem as RFC 9457, appendix B, has it. Members that it does not know tell what they are."""
    # The members cannot break out of their elements, so the first of the tags is the outermost.
    content = _written(_write_problem, "problem", document)
    return _DECLARATION + content.replace(b"<problem", f'<problem xmlns="{_NAMESPACE}"'.encode(), 1)


def _leaves(*names: str) -> list[Member]:
    return [Member(name, name, Leaf(frozenset({int}))) for name in names]


_FAULT = Members(lambda: _leaves("location", "pointer", "code", "detail", "suggestion"))
_DOCUMENT = Members(lambda: [*_leaves("type", "title", "status", "detail", "instance"), Member("errors", "errors", Items(_FAULT))])

# An item of a list is called i there.
_write_problem = Writer("i").of(_DOCUMENT)

_PROBLEM = Emitter("application/problem+xml", _emit_problem)

XML_EMITTER = xml_emitter()

XML_PARSER = xml_parser()
