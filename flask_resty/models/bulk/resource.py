"""Many objects of a model, written by one request."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import ClassVar

from ...errors import ConfigError
from ..declaring import usual
from ..declaring import write_verbs
from ..refusals import refusing
from ..representing import is_said
from ..resource import OF_MODELS
from ..resource import ModelResource
from .gate import gated
from .planning import Plan
from .planning import plan_of

_WRITING = {"create_schema", "create_fields", "update_schema", "update_fields", "read_only", "write_once"}

#: All that a class may say.
ATTRIBUTES = OF_MODELS | _WRITING | {"deletes", "locks", "item", "by", "partial", "max_items", "max_size", "streams", "batch"}


class ModelBulk(ModelResource):
    """Many objects of a model at a rule of their own: ``/posts/bulk``.

    POST makes many, where there is ``create_schema``; PATCH changes many, each with its key, where there is ``update_schema``; DELETE
    deletes many, ``?id=1,2,3``, where ``deletes`` says so. All is done or nothing, and all mistakes are told, with the place of the item
    in their pointers; or, with ``partial``, what can be done is, and 207 tells of each, in the order of the request.

    Scope, rules about items and hooks are those of single ones. Path variables that are named like attributes narrow what may be meant,
    and what is made gets their values.
    """

    #: The attributes by which objects are meant; the primary key if left out.
    by: ClassVar[Sequence[str]] = ()
    create_schema: ClassVar[Any] = None  #: What POST takes of each.
    create_fields: ClassVar[Sequence[Any] | None] = None  #: The same as names of attributes.
    update_schema: ClassVar[Any] = None  #: What PATCH takes of each, besides the key.
    update_fields: ClassVar[Sequence[Any] | None] = None  #: The same as names of attributes.
    read_only: ClassVar[Sequence[str]] = ()  #: Attributes that nobody writes.
    write_once: ClassVar[Sequence[str]] = ()  #: Attributes that are written when an object is made, and never again.
    #: Whether there is DELETE.
    deletes: ClassVar[bool] = False
    #: Whether objects that are to be changed are locked until the transaction ends.
    locks: ClassVar[bool] = False
    #: The resource of one of them: its class or its endpoint. With ``partial``, what is made has its address.
    item: ClassVar[type[Any] | str | None] = None
    #: Whether what can be done is done, whatever is wrong with the others.
    partial: ClassVar[bool] = False
    #: So many items may be sent; 100 if left out, and any number in a stream.
    max_items: ClassVar[int | None] = None
    #: So many bytes may be sent; ``RESTY_MAX_BODY`` if left out, and 100 MB in a stream.
    max_size: ClassVar[int | None] = None
    #: Whether POST reads and writes a stream.
    streams: ClassVar[bool] = False
    batch: ClassVar[int] = 500  #: So many items of a stream are written at once.

    _attributes = ATTRIBUTES
    _plan: ClassVar[Plan]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _check_numbers(cls)

    @classmethod
    def _declared(cls) -> set[str]:
        found = {verb for verb, prefix in (("post", "create_"), ("patch", "update_")) if is_said(cls, prefix)}
        return found | {"delete"} if cls.deletes else found

    @classmethod
    def _equip(cls, rule: str, variables: Collection[str]) -> None:
        cls._plan = plan_of(cls, ModelBulk, rule, variables, cls._declared())
        write_verbs(cls, {name: one.verb for name, one in cls._plan.verbs.items()}, gated(cls.uses, ("patch", "delete")))

    @usual
    def create_item(self, values: Mapping[str, Any]) -> Any:
        """Make an object; inside of the transaction. Where it is overridden, objects are made one by one."""
        return self.store.create(values)

    @usual
    def update_item(self, item: Any, values: Mapping[str, Any]) -> Any:
        """Change an object; inside of the transaction. Where it is overridden, objects are changed one by one."""
        return self.store.update(item, values)

    @usual
    def delete_item(self, item: Any) -> None:
        """Delete an object, or mark it as deleted; inside of the transaction. Where it is overridden, they are deleted one by one."""
        self._plan.delete_one(item)

    @usual
    def post(self, body: Any, **known: Any) -> Any:
        """Make many objects."""
        with refusing(None):
            return self._plan.verbs["post"].answer(self, body, known)

    @usual
    def patch(self, body: Any, **known: Any) -> Any:
        """Change many objects."""
        with refusing(None):
            return self._plan.verbs["patch"].answer(self, body, known)

    @usual
    def delete(self, query: Any, **known: Any) -> Any:
        """Delete many objects."""
        with refusing(None):
            return self._plan.verbs["delete"].answer(self, query, known)


def _check_numbers(cls: type[ModelBulk]) -> None:
    for name in ("max_items", "max_size", "batch"):
        value = getattr(cls, name)
        if value is not None and (type(value) is not int or value < 1):
            raise ConfigError(f"{cls.__name__} has {name}={value!r}. Give a number, 1 or more.")
    if cls.streams and not is_said(cls, "create_"):
        raise ConfigError(f"{cls.__name__} has streams=True, which is for POST, but does not say what that takes. Give it create_schema=.")
