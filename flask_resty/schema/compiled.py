"""The one interface to schemas: what is behind it may change, what is before it need not know."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from functools import lru_cache
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..errors import ConfigError
from ..schematic import OneOf
from ..schematic import Schematic
from ..schematic import as_schema
from ..schematic import is_many
from ..schematic import keys_of
from ..schematic import name_of
from .dumper import Chunks
from .dumper import chunker
from .dumper import dumper
from .dumping import Dumps
from .loading import Loads
from .narrowing import selector
from .nesting import Side
from .selection import Selection
from .strict import Strict
from .terms import Terms
from .text import LoadText
from .text import text_loader
from .watch import Checked
from .watch import watched


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What a schema can do."""

    #: What errors call the schema.
    name: str
    #: The marshmallow schema or field that it was made from.
    schema: Any
    #: Whether it is for a list.
    many: bool
    #: Whether ``None`` may be dumped.
    allows_none: bool
    #: The names that it loads, as they are sent.
    keys: tuple[str, ...]
    #: Load data; raises :exc:`marshmallow.ValidationError`. Takes ``many``, ``partial`` and ``unknown`` as
    #: :meth:`marshmallow.Schema.load` does.
    load: Callable[..., Any]
    #: Load text: each name with all the values that came; raises the same.
    load_text: LoadText
    #: Dump an object; raises :exc:`flask_resty.ContractError` where the check says so. Takes ``many`` as
    #: :meth:`marshmallow.Schema.dump` does.
    dump: Callable[..., Any]
    #: The same, but dates, naive and UTC times and UUIDs may stay what they are, for encoders that write them as ``dump`` does.
    ready: Callable[..., Any]
    #: Dump the items of an iterable, in lists: the first by itself, then ``size`` at a time; with ``ready=True`` as that does.
    chunks: Chunks
    _is_finite: Callable[[], bool]
    _source: Callable[[], str]
    _select: Mapping[Side, Callable[[Selection], Compiled]]

    @property
    def is_finite(self) -> bool:
        """Whether no float in what it dumps can be infinite or ``NaN``."""
        return self._is_finite()

    @property
    def source(self) -> str:
        """The source of what loads and dumps, and of all else that was generated so far."""
        return self._source()

    def select(self, selection: Selection, side: Side = "dump") -> Compiled:
        """Give what loads or dumps no more than a selection of the fields. It is kept for the last selections.

        :raise marshmallow.ValidationError: for names that are not known, each at its place.
        """
        return self._select[side](selection)


def compile(
    schema: Schematic,
    *,
    strict: Strict | None = None,
    check: Checked = "off",
    output_required: bool = True,
    output_validated: bool = False,
) -> Compiled:
    """Make what loads and dumps a schema.

    :param schema: a schema class, a schema instance, a field instance, or :class:`OneOf`.
    :param strict: refuse what is of another type (``typed``), or text that is outside of the grammar (``textual``);
        ``None`` is marshmallow as it is.
    :param check: what happens when something is dumped that the schema does not promise.
    :param output_required: whether a field that is missing on the dumped object breaks the promise.
    :param output_validated: whether a value that a validator refuses does. The choices of ``OneOf`` are checked anyway.
    :raise ConfigError: for what is no schema.
    """
    given, terms = as_schema(schema), Terms(required=output_required, validated=output_validated)
    if isinstance(given, OneOf):
        return _compile_alternatives(given, strict)
    compile_one = _compile_field if isinstance(given, fields.Field) else _compile_schema
    return compile_one(given, strict, check, terms)


@lru_cache(maxsize=1024)
def compile_once(schema: Any, **options: Any) -> Compiled:
    """Give what :func:`compile` makes, the same each time for the same instance: many operations share a schema."""
    return compile(schema, **options)


def _compile_schema(schema: Any, strict: Strict | None, check: Checked, terms: Terms, *, is_selected: bool = False) -> Compiled:
    loads, dumps, name = Loads(schema, strict), Dumps(schema, None if check == "off" else terms), name_of(schema)
    load = loads.loader()
    return Compiled(
        name=name,
        schema=schema,
        many=is_many(schema),
        allows_none=False,
        keys=keys_of(schema),
        load=load,
        load_text=text_loader(schema, load, lambda data: loads.twin.validate(data)),
        # Clients may select in ever new ways.
        dump=dumper(dumps, schema, name, check, ready=False, hesitates=is_selected),
        ready=dumper(dumps, schema, name, check, ready=True, hesitates=is_selected),
        chunks=chunker(dumps, schema, name, check),
        _is_finite=cache(lambda: check == "raise" and dumps.is_finite()),
        _source=lambda: "\n\n".join([*loads.source(), *dumps.source()]),
        _select=_selectors(schema, lambda narrowed: _compile_schema(narrowed, strict, check, terms, is_selected=True)),
    )


def _selectors(schema: Any, compile: Callable[[Any], Compiled]) -> dict[Side, Callable[[Selection], Compiled]]:
    return {"load": selector(schema, compile, side="load"), "dump": selector(schema, compile, side="dump")}


def _compile_field(field: Any, strict: Strict | None, check: Checked, terms: Terms) -> Compiled:
    """A field by itself belongs to a schema of its own, as some find their options there."""
    schema, name = Schema.from_dict({"value": field})(), name_of(field)
    bound = schema.fields["value"]
    dumps = Dumps(schema, None if check == "off" else terms)
    dump = watched(dumps.methods.value(bound), name, check)
    return Compiled(
        name=name,
        schema=field,
        many=is_many(field),
        allows_none=bool(field.allow_none),
        keys=(),
        load=_field_loader(Loads(schema, strict).field(bound)),
        load_text=_no_text_loader(name),
        dump=dump,
        ready=dump,
        chunks=lambda items, size=100, *, ready=False: ([dump(item)] for item in items),
        _is_finite=lambda: False,
        _source=lambda: "\n\n".join(dumps.sources),
        _select=_selectors(field, lambda narrowed: _compile_field(narrowed, strict, check, terms)),
    )


def _field_loader(twin: Any) -> Callable[[Any], Any]:
    def load(data: Any) -> Any:
        try:
            return twin.deserialize(data)
        except ValidationError as error:
            error.data = data
            raise

    return load


def _no_text_loader(name: str) -> LoadText:
    def load_text(values: Any) -> Any:
        raise ConfigError(f"{name} has no names, so it cannot be read from named values. Give a schema.")

    return load_text


def _compile_alternatives(alternatives: OneOf, strict: Strict | None) -> Compiled:
    made = [compile(schema, strict=strict) for schema in alternatives.schemas]

    def dump(*args: Any, **kwargs: Any) -> Any:
        raise ConfigError(f"{alternatives!r} is for what is accepted. Give one schema for what is returned.")

    def refuse(selection: Selection) -> Compiled:
        raise ConfigError(f"{alternatives!r} has no fields of its own to select. Give one schema.")

    return Compiled(
        name=name_of(alternatives),
        schema=alternatives,
        many=is_many(alternatives),
        allows_none=False,
        keys=keys_of(alternatives),
        load=_first([one.load for one in made]),
        load_text=_first([one.load_text for one in made]),
        dump=dump,
        ready=dump,
        chunks=dump,
        _is_finite=lambda: False,
        _source=lambda: "",
        _select={"load": refuse, "dump": refuse},
    )


def _first(loaders: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def load(data: Any) -> Any:
        errors: list[Any] = []
        for one in loaders:
            try:
                return one(data)
            except ValidationError as error:
                errors.append(error.messages)
        raise ValidationError(errors, data=data)

    return load
