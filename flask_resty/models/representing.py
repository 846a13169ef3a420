"""What a class of model resources shows and takes: hand-written schemas, names of attributes, or representations of adapters."""

from __future__ import annotations

import copy
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from functools import lru_cache
from functools import partial
from inspect import isfunction
from typing import Any
from typing import Literal

from marshmallow import Schema

from ..errors import ConfigError
from ..resource import VERBS
from ..resource import Resource
from ..schematic import as_schema
from . import schemas
from .agreement import check_shown
from .agreement import check_taken
from .declaring import is_hook
from .declaring import written
from .reads import reads_of
from .store import Reads
from .store import Store


def is_said(cls: type[Resource], prefix: str = "") -> bool:
    """Tell whether a class says what is shown, or what is taken.

    :param prefix: what the attributes begin with: ``create_`` for ``create_schema`` and ``create_fields``.
    """
    said = getattr(cls, f"{prefix}schema", None) is not None or getattr(cls, f"{prefix}fields", None) is not None
    return said or (not prefix and getattr(cls, "adapters", None) is not None)


def output_schema(cls: type[Resource], store: Store, prefix: str = "") -> Schema:
    """Give the schema of what a class shows.

    :param prefix: ``list_`` for the form that lists have, if they have one.
    :raise ConfigError: if it says nothing, or too much.
    """
    prefix = prefix if is_said(cls, prefix) else ""
    if not is_said(cls, prefix):
        raise ConfigError(f"{cls.__name__} does not say what is shown. Give it schema= or fields=.")
    return _made(cls, store, prefix, side="dump", read_only=())


def input_schema(cls: type[Resource], store: Store, prefix: str) -> Schema:
    """Give the schema of what a verb of a class takes.

    :param prefix: ``create_``, ``update_`` or ``replace_``.
    :raise ConfigError: if it says too much.
    """
    fixed = getattr(cls, "read_only", ())
    made = _made(cls, store, prefix, side="load", read_only=fixed if prefix == "create_" else (*fixed, *getattr(cls, "write_once", ())))
    if prefix == "update_" and getattr(cls, "update_schema", None) is None:
        return type(made)(partial=True)
    return made


def _made(cls: type[Resource], store: Store, prefix: str, *, side: Literal["dump", "load"], read_only: tuple[str, ...]) -> Schema:
    given, names = getattr(cls, f"{prefix}schema", None), getattr(cls, f"{prefix}fields", None)
    if given is not None and names is not None:
        raise ConfigError(f"{cls.__name__} has both {prefix}schema and {prefix}fields. Drop one of the two.")
    adapters = getattr(cls, "adapters", None)
    if isinstance(given, str) or (given is None and names is None):
        if adapters is None:
            raise ConfigError(f"{cls.__name__} has {prefix}schema={given!r}, but no adapters to look it up in. Give the schema itself.")
        given = adapters.schema_of(store.model, given)
    if names is None:
        return _checked(_without(_schema(cls, prefix, given), read_only), cls, store, prefix, side)
    # Asked for here only, so that whoever writes schemas by hand does without SQLAlchemy.
    made = schemas.model_schema(
        store.model,
        names,
        getattr(cls, "exclude", ()) if side == "dump" else (),
        name=f"{cls.__qualname__}.{prefix}fields",
        side=side,
        read_only=read_only,
        relations=getattr(cls, "relations", None) or {},
        session=partial(getattr, store, "session"),
        computed=_methods(cls) if side == "dump" else {},
    )()
    # What goes into an object is checked there. What a function says that it reads is not.
    return _checked(made, cls, store, prefix, side) if side == "dump" else made


def _checked(schema: Schema, cls: type[Resource], store: Store, prefix: str, side: Literal["dump", "load"]) -> Schema:
    """Give a schema if it agrees with the model, or the class itself does what is done with it."""
    if side == "dump" and not (written(cls, "get") or written(cls, "find")):
        check_shown(cls.__name__, schema, store)
    elif side == "load" and not any(written(cls, name) for name in _WRITING[prefix]):
        check_taken(cls.__name__, schema, store, is_new=prefix == "create_")
    return schema


#: What a class may write to do something else with what it takes.
_WRITING = {"create_": ("post", "create_item"), "update_": ("patch", "update_item"), "replace_": ("put", "create_item", "update_item")}


def _schema(cls: type[Resource], prefix: str, given: Any) -> Schema:
    made = _instance(given) if isinstance(given, type) and issubclass(given, Schema) else given
    if not isinstance(made, Schema):
        raise ConfigError(f"{cls.__name__} has {prefix}schema={given!r}, which is no schema of objects. Give one.")
    return made


def _without(schema: Schema, attributes: Collection[str]) -> Schema:
    """Give a schema that does not take some attributes, which then are unknown members."""
    names = {name for name, field in schema.load_fields.items() if (field.attribute or name) in attributes}
    return _again(schema, exclude={*schema.exclude, *names}) if names else schema


def _again(schema: Schema, **changes: Any) -> Schema:
    said = ("only", "exclude", "many", "load_only", "dump_only", "partial", "unknown")
    return type(schema)(**{name: getattr(schema, name) for name in said} | changes)


#: A class stands for one and the same instance, so that what two verbs show is known to be the same.
_instance = lru_cache(maxsize=1024)(as_schema)


def _methods(cls: type[Resource]) -> Mapping[str, Callable[..., Any]]:
    """Give the methods that a class writes besides verbs and hooks: members may be computed by them."""
    known = {*dir(Resource), *VERBS, "last_modified", "search"}
    names = (name for name in dir(cls) if not name.startswith("_") and name not in known and isfunction(getattr(cls, name)))
    resource = cls()
    return {name: getattr(resource, name) for name in names if not is_hook(cls, name)}


def many(schema: Schema) -> Schema:
    """Give a schema for a list of what another one is for."""
    listed = copy.copy(schema)
    listed.many = True
    return listed


#: Where nothing is shown. One and the same, as stores keep what they work out for it.
_NOTHING = Reads()


def loaded(store: Store, item: Any, shown: Any) -> Any:
    """Give an object with all that will be shown of it, without a query for each of its parts; what was changed of it is written first."""
    return store.load(item, _NOTHING if shown is None else reads_of(shown))
