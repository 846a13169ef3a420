"""One object of a model at an address: read, changed, replaced, deleted."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from inspect import Parameter
from typing import Any
from typing import ClassVar
from typing import NamedTuple

from flask import request

from ..contract import accepts
from ..contract import returns
from ..description import refuses
from ..envelope import place_in
from ..errors import ConfigError
from ..http.methods import SAFE
from .declaring import Verb
from .declaring import asking
from .declaring import usual
from .declaring import write
from .declaring import write_verbs
from .declaring import written
from .hooks import Hook
from .hooks import hook
from .keys import values_at_address
from .refusals import refusing
from .representing import input_schema
from .representing import is_said
from .representing import loaded
from .representing import output_schema
from .resource import OF_MODELS
from .resource import ModelResource
from .scoping import Rows
from .scoping import check_variables
from .scoping import rows_of
from .shown import version_of_shown

_WRITING = {"update_schema", "update_fields", "replace_schema", "replace_fields", "read_only", "write_once"}

#: All that a class may say.
ATTRIBUTES = OF_MODELS | _WRITING | {"deletes", "creates", "locks"}

#: What the attributes begin with that say what a verb takes.
_PREFIXES = {"patch": "update_", "put": "replace_"}


class _Plan(NamedTuple):
    """What became of the attributes of a class at a rule."""

    rows: Rows
    #: What is shown.
    shown: Any
    #: What is written is loaded by, by verb.
    loads: Mapping[str, Any]
    create: Hook
    update: Hook
    delete: Hook


class ModelItem(ModelResource):
    """One object of a model. Path variables that are named like its attributes are its key: ``/posts/<slug>``.

    Say by attributes what it is about and what may be done with it. There is a verb where its attribute is: GET for ``schema``, PATCH
    for ``update_schema``, PUT for ``replace_schema``, DELETE for ``deletes``. Whoever writes a verb has the last word; its contract is
    the one that would have been written, unless it has one. Methods ask for what they want to know by the names of their parameters,
    as verbs do.
    """

    update_schema: ClassVar[Any] = None  #: What PATCH takes.
    update_fields: ClassVar[Sequence[Any] | None] = None  #: The same as names of attributes.
    replace_schema: ClassVar[Any] = None  #: What PUT takes.
    replace_fields: ClassVar[Sequence[Any] | None] = None  #: The same as names of attributes.
    read_only: ClassVar[Sequence[str]] = ()  #: Attributes that nobody writes.
    write_once: ClassVar[Sequence[str]] = ()  #: Attributes that are written when an object is made, and never again.
    creates: ClassVar[bool] = False  #: Whether PUT makes what is not there.
    deletes: ClassVar[bool] = False  #: Whether there is DELETE.
    #: Whether an object that is to be changed is locked until the transaction ends.
    locks: ClassVar[bool] = False

    _attributes = ATTRIBUTES
    _plan: ClassVar[_Plan]

    @classmethod
    def _declared(cls) -> set[str]:
        found = {verb for verb, prefix in _PREFIXES.items() if is_said(cls, prefix)}
        if cls.creates and "put" not in found:
            raise ConfigError(f"{cls.__name__} has creates=True, but no PUT. Give it replace_schema= or replace_fields=, or drop creates.")
        said = {"get": is_said(cls), "delete": cls.deletes}
        return found.union(verb for verb, is_there in said.items() if is_there)

    @classmethod
    def _equip(cls, rule: str, variables: Collection[str]) -> None:
        store, declared = cls.store, cls._declared()
        rows = rows_of(cls, store, rule, variables)
        loads = {verb: input_schema(cls, store, prefix) for verb, prefix in _PREFIXES.items() if verb in declared}
        shown = output_schema(cls, store) if declared - {"delete"} else None
        hooks = hook(cls, "create_item", 1), hook(cls, "update_item", 2), hook(cls, "delete_item", 1)
        cls._plan = _Plan(rows, shown, loads, *hooks)
        if written(cls, "find") is None:
            _check_rule(cls, rule, variables, rows)
            write(cls, "find", asking(ModelItem.find, rows.asks))
        if written(cls, "version") is None and store.version is None:
            write(cls, "version", None)
        write_verbs(cls, {verb: _verb(cls, verb, rows.key.asks) for verb in declared}, cls.uses)

    @classmethod
    def attribute_of(cls, variable: str) -> str:
        """Name the attribute that ``key`` says a path variable stands for."""
        return cls.key.get(variable, variable) if isinstance(cls.key, Mapping) else variable

    # -- what may be written ------------------------------------------------------------------------------------------

    @usual
    def find(self, **known: Any) -> Any:
        """Give the object at the address of a request, ``None`` if there is none.

        :raise Problem: 404 for what cannot be a key, 410 for what was deleted, 503 where others keep it locked for too long.
        """
        with refusing(None):
            # What only reads keeps nobody out meanwhile.
            return self._plan.rows.one(self, known, is_locked=self.locks and request.method not in SAFE)

    @usual
    def version(self, item: Any) -> Any:
        """Tell the state of an object from others: by its key, and the attribute that counts its changes."""
        store = self._plan.rows.store
        return store.values(item, store.key if store.version is None else (*store.key, store.version))

    @usual
    def shown_version(self, item: Any, shown: Any) -> Any:
        """Tell what is shown besides the row of an object, which its version does not count; ``None`` if there is nothing."""
        return version_of_shown(self.store, item, shown)

    @usual
    def update_item(self, item: Any, values: Mapping[str, Any]) -> Any:
        """Change an object; inside of the transaction."""
        return self.store.update(item, values)

    @usual
    def delete_item(self, item: Any) -> None:
        """Delete an object, or mark it as deleted; inside of the transaction."""
        mark = self._plan.rows.soft_delete
        if mark is None:
            self.store.delete(item)
        else:
            self.store.update(item, mark.values())

    # -- verbs --------------------------------------------------------------------------------------------------------

    @usual
    def get(self, item: Any, shown: Any = None, **known: Any) -> Any:
        """Give the object."""
        return loaded(self.store, item, shown)

    @usual
    def patch(self, item: Any, body: Any, shown: Any = None, **known: Any) -> Any:
        """Change what is sent of the object."""
        return self._updated("patch", item, body, shown, known)

    @usual
    def put(self, item: Any, body: Any, shown: Any = None, **known: Any) -> Any:
        """Replace the object, or make it where that is allowed."""
        if item is not None:
            return self._updated("put", item, body, shown, known), 200
        plan = self._plan
        load = plan.loads.get("put")
        at = plan.rows.values(known)
        values = values_at_address(body, at, load, place_in(request.environ))
        with refusing(load, at), plan.rows.attempt():
            made = loaded(self.store, plan.create.call(self, known, values), shown)
            plan.rows.check_reach(self, known, [made])
        return made, 201

    @usual
    def delete(self, item: Any, **known: Any) -> None:
        """Delete the object."""
        with refusing(None):
            self._plan.delete.call(self, known, item)

    def _updated(self, verb: str, item: Any, body: Any, shown: Any, known: Mapping[str, Any]) -> Any:
        plan = self._plan
        with refusing(plan.loads.get(verb)), plan.rows.attempt():
            changed = loaded(self.store, plan.update.call(self, known, item, body), shown)
            plan.rows.check_reach(self, known, [changed])
        return changed


def _check_rule(cls: type[ModelItem], rule: str, variables: Collection[str], rows: Rows) -> None:
    if "item" in {one.name for one in rows.asks}:
        raise ConfigError(f"{cls.__name__}.scope asks for 'item', which is found in the scope. Ask for path variables, or principal.")
    if not rows.key:
        what = f"{cls.__name__} is at {rule!r}, which has no path variable that is an attribute of {rows.store.model.__name__}"
        raise ConfigError(f"{what}. Put one into the rule, say which it is with key=, or write find().")
    there, whole = {part.attribute for part in rows.key}, set(rows.store.key)
    if there < whole and rows.scope is None:
        what = f"{cls.__name__} is at {rule!r}, which has only {sorted(there)} of the key of {rows.store.model.__name__}"
        raise ConfigError(f"{what}, so that several may be meant. Put {sorted(whole - there)} into the rule, or write scope().")
    check_variables(cls, rule, variables, rows)


def _verb(cls: type[ModelItem], verb: str, by_key: Sequence[Parameter]) -> Verb:
    plan, gone = cls._plan, () if cls.soft_delete is None else (410,)
    if verb == "delete":
        return Verb(ModelItem.delete, plan.delete.asks, (returns(None), refuses(409, 412, 503, *gone)))
    shown = returns(plan.shown)
    if verb == "get":
        return Verb(ModelItem.get, (), (shown, refuses(*gone)))
    taken, refused = accepts(plan.loads[verb]), refuses(409, 412, 503, *plan.rows.refused_with, *gone)
    if verb == "put" and cls.creates:
        asks = (*by_key, *plan.create.asks, *plan.update.asks)
        return Verb(ModelItem.put, asks, (taken, shown, returns(plan.shown, 201), refused))
    return Verb(getattr(ModelItem, verb), plan.update.asks, (taken, shown, refused))
