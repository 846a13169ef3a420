"""PATCH on the line: each form of patch is applied to the item as a client would write it, and the result validated (RFC 5789)."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Collection
from functools import partial
from typing import Any
from typing import NamedTuple

from marshmallow import RAISE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import missing
from marshmallow.decorators import PRE_LOAD
from marshmallow.fields import Field

from .errors import refusal
from .http import json_patch
from .http import merge_patch
from .media import JSON_EMITTER
from .media import JSON_PARSER
from .media import Parser
from .offers import is_short
from .offers import parsers_for
from .operation import Operation
from .schema import short_names
from .schema.changes import changes_loader
from .schema.changes import whole_loader
from .schema.compiled import compile_once
from .schema.expansion import expand
from .schema.faults import Misplaced
from .schema.kept import NOTHING_KEPT
from .schema.kept import keeper
from .schema.likeness import tells_everything
from .schema.loadable import keep_unknown
from .schema.loadable import loadable_dumper
from .schema.messages import SENTENCES
from .schema.messages import Message
from .schema.seen import objects_in
from .schema.seen import seen_by
from .schema.seen import seen_in_part
from .schema.seen import unseen_in
from .schema.stock import has_hooks
from .schema.strict import Strict
from .schematic import key_of
from .schematic import keys_of

#: Makes what a handler gets of what was sent.
Load = Callable[[Any], Any]

#: Always by the strict parser: a document is nothing but JSON. The paths of a JSON patch begin inside of the envelope.
_OF_PATCHES = (Parser(merge_patch.MEDIA_TYPE, JSON_PARSER.parse), Parser(json_patch.MEDIA_TYPE, JSON_PARSER.parse, enveloped=False))


def is_patched(operation: Operation) -> bool:
    """Tell whether a verb takes patches: a PATCH of something that is found, whose body is an object."""
    said = operation.contract.accepts.get("body")
    return operation.method == "PATCH" and operation.found_by is not None and said is not None and _is_of_object(said.schema)


def _is_of_object(schema: Any) -> bool:
    return isinstance(schema, Schema) and not schema.many


def parsers_of(operation: Operation) -> tuple[Parser, ...]:
    """Give all that a verb can read: its own parsers, and behind them those of patches. A parser of its own for these stands."""
    said = operation.contract.accepts.get("body")
    usual = operation.parsers if said is None else tuple(parsers_for(operation, said))
    if not is_patched(operation):
        return usual
    own = {parser.media_type for parser in usual}
    return (*usual, *(parser for parser in _OF_PATCHES if parser.media_type not in own))


class _Patched(NamedTuple):
    """What was made of an item."""

    #: The item as it was, as JSON.
    before: bytes
    document: Any
    #: The members that were named; ``None`` is all of them.
    touched: Collection[str] | None

    @property
    def names(self) -> Collection[str]:
        """The members that may have changed."""
        if self.touched is not None:
            return self.touched
        return {*json.loads(self.before), *(self.document if isinstance(self.document, dict) else ())}


def patch_loader(operation: Operation, limit: int) -> Callable[[Parser, Any], Load]:
    """Make what gives, for a parser and the item, what loads a patch.

    With a partial schema the handler gets the changes, else the whole item. Of the formats that are no patches, what is sent is
    loaded as it is by a partial schema, and else laid over the item.

    :param limit: so large may a document get by a patch, in bytes.
    """
    schema: Any = operation.contract.accepts["body"].schema
    is_partial = schema.partial is True
    seen = seen_by(schema, shown) if (shown := _shown_by(operation)) is not None else schema
    dump = loadable_dumper(compile_once(seen, strict="typed"))
    forms = dict(zip(_OF_PATCHES, (_merge(schema, limit), _apply(seen, limit)), strict=True))
    load_result = _changes_only(schema, seen) if is_partial else _whole(schema, seen, parsers_of(operation))
    plainly = {parser: compile_once(schema, strict="typed" if parser.typed else "textual").load for parser in parsers_of(operation)}
    lengthen = short_names(schema, side="load").lengthen if operation.names_rule is not None else _same

    def loader(parser: Parser, item: Any) -> Load:
        given = plainly[parser] if is_partial and parser not in forms else partial(load, parser, item)
        return (lambda sent: given(lengthen(sent))) if is_short(parser.media_type) else given

    def load(parser: Parser, item: Any, sent: Any) -> Any:
        return load_result(parser, item, forms.get(parser, _lay_over)(JSON_EMITTER.emit(dump(item), None), sent))

    return loader


def _shown_by(operation: Operation) -> tuple[Any, ...] | None:
    """Give what the answers of a resource to this and to GET show of it; ``None`` where nobody says."""
    both = (operation,) if operation.reading is None else (operation, operation.reading)
    promised = [_promised(one) for one in both]
    shown = tuple(dict.fromkeys(schema for some in promised for schema in some or ()))
    is_said = any(True for schema in shown for _ in objects_in(schema)) or None not in promised
    return shown if is_said else None


def _promised(operation: Operation) -> list[Any] | None:
    """Give what the good answers of a verb are made by; ``None`` where any may be given, or anything may be in them."""
    contract = operation.contract
    good = [said for status, said in contract.returns.items() if status < 300]
    found = [one for said in good for one in (said.schema, *said.versions.values()) if one is not None]
    found += [] if contract.streams is None else [contract.streams]
    is_open = any(isinstance(one, Field) and tells_everything(one) for one in found)
    if is_open or not (contract.returns or contract.streams):
        return None
    return found if operation.is_expandable else [expand(one, "") for one in found]


def _same(sent: Any) -> Any:
    return sent


#: Gets the item as it was, and what was sent; gives what came of it.
_Form = Callable[[bytes, Any], _Patched]


def _lay_over(before: bytes, sent: Any) -> _Patched:
    return _Patched(before, {**json.loads(before), **sent} if isinstance(sent, dict) else sent, ())


def _merge(schema: Schema, limit: int) -> _Form:
    def merge(before: bytes, patch: Any) -> _Patched:
        merged = merge_patch.merge(json.loads(before), patch)
        keep_unknown(schema, merged, patch)
        return _within(limit, _Patched(before, merged, patch if isinstance(patch, dict) else ()))

    return merge


def _apply(schema: Any, limit: int) -> _Form:
    apply = json_patch.patcher(limit)
    # Where other names than those of the fields may be sent, the schema itself has to decide.
    names = None if has_hooks(schema, PRE_LOAD) or schema.unknown != RAISE else keys_of(schema)
    unseen = frozenset(key_of(name, field) for name, field in schema.load_fields.items() if name not in schema.dump_fields)

    def apply_steps(before: bytes, patch: Any) -> _Patched:
        steps = json_patch.check(patch)
        steps = [_setting(step, unseen) for step in steps] if unseen else steps
        if names is not None and (found := json_patch.undeclared(steps, names)):
            raise Misplaced(*found)
        return _within(limit, _Patched(before, apply(json.loads(before), steps), json_patch.touched(steps)))

    return apply_steps


def _setting(step: json_patch.Step, unseen: Collection[str]) -> json_patch.Step:
    """Have a member replaced that may be there, but is not in the document. Whether it is, nobody learns."""
    path = json_patch.tokens(step["path"]) if step["op"] == "replace" else []
    return {**step, "op": "add"} if len(path) == 1 and path[0] in unseen else step


def _within(limit: int, patched: _Patched) -> _Patched:
    """Refuse a result that could not have been sent; but what was larger before may get smaller."""
    if len(JSON_EMITTER.emit(patched.document, None)) > max(limit, len(patched.before)):
        detail = f"The patch would make a document of more than {limit} bytes."
        raise refusal(413, "body", "", "too_large", detail)
    return patched


#: Makes what a handler gets, for the parser of what was sent, of the item and of what was made of it.
_LoadResult = Callable[[Parser, Any, _Patched], Any]


def _changes_only(schema: Schema, seen: Schema) -> _LoadResult:
    load_changes = changes_loader(seen)

    def load(parser: Parser, item: Any, patched: _Patched) -> Any:
        lost = _fill(schema, patched.document, patched.names)
        return _told(lost, patched, lambda: load_changes(patched.document, patched.names, lambda: json.loads(patched.before)))

    return load


def _whole(schema: Schema, seen: Schema, parsers: Collection[Parser]) -> _LoadResult:
    strictness: dict[Parser, Strict] = {parser: "typed" if parser.typed else "textual" for parser in parsers}
    if not (unseen_in(schema, seen) or seen_in_part(schema, seen)):
        loads = {parser: compile_once(schema, strict=strict).load for parser, strict in strictness.items()}
        return lambda parser, item, patched: _told(
            _fill(schema, patched.document, patched.names), patched, lambda: loads[parser](patched.document)
        )
    adding, keep = {parser: whole_loader(seen, strict) for parser, strict in strictness.items()}, keeper(schema, seen)

    def load(parser: Parser, item: Any, patched: _Patched) -> Any:
        lost, document = _fill(schema, patched.document, patched.names), patched.document
        kept = keep(item, document, json.loads(patched.before), patched.names) if isinstance(document, dict) else NOTHING_KEPT
        return _told({**kept.lost, **lost}, patched, lambda: adding[parser](document, kept.values))

    return load


def _told(lost: dict[str, Any], patched: _Patched, load: Callable[[], Any]) -> Any:
    """Load the result, so that nothing is lost that was removed, unseen: its errors are told beside the others."""
    try:
        loaded = load()
    except ValidationError as error:
        if lost and isinstance(error.messages, dict):
            error.messages = lost | error.messages
        raise
    if lost:
        raise ValidationError(lost, data=patched.document)
    return loaded


def _fill(schema: Schema, document: Any, names: Collection[str]) -> dict[str, Any]:
    """Put ``None`` in the place of what was removed and may be ``None``; give the errors of what may not, and has no default."""
    lost: dict[str, Any] = {}
    if not isinstance(document, dict):
        return lost
    for name, field in schema.load_fields.items():
        key = key_of(name, field)
        if key in names and key not in document and field.load_default is missing:
            if field.allow_none:
                document[key] = None
            else:
                lost[key] = [Message(SENTENCES["required"], "required")]
    return lost
