"""What all model resources have in common: what they are about, and the class that serves at a rule."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from types import new_class
from typing import Any
from typing import ClassVar
from typing import TypeVar

from ..errors import ConfigError
from ..resource import Resource
from . import sql
from .declaring import OF_RESOURCES
from .declaring import Decorator
from .declaring import check_attributes
from .declaring import settle_methods
from .declaring import usual
from .keys import Given
from .slips import check_slips
from .store import Store

#: Those attributes that every model resource may have.
OF_MODELS = OF_RESOURCES | {"store", "model", "adapters", "key", "schema", "fields", "exclude", "relations", "soft_delete", "uses"}

R = TypeVar("R", bound="ModelResource")


class ModelResource(Resource):
    """What a resource of a model says by attributes, and the methods that it may write.

    Nothing is written on a class when it is put at a rule: one that is derived from it gets the verbs and their contracts.
    """

    #: Where the objects are kept.
    store: ClassVar[Any] = None
    #: Their model, or its dotted name: short for a ``SQLAlchemyStore`` of it with the session of the app.
    model: ClassVar[type[Any] | str | None] = None
    #: Representations to choose from by name: ``schema = "brief"``.
    adapters: ClassVar[Any] = None
    #: The path variables that are attributes, or which attribute each of them is; if left out, those that are named like attributes.
    key: ClassVar[Given | None] = None
    #: What is shown of an object, as a schema.
    schema: ClassVar[Any] = None
    fields: ClassVar[Sequence[Any] | None] = None  #: The same as names of attributes.
    exclude: ClassVar[Sequence[Any]] = ()  #: What is left out of the sets and patterns in ``fields``.
    #: How relations are shown and taken, by name.
    relations: ClassVar[Mapping[str, Any] | None] = None
    #: The attribute that marks objects as deleted, which stay: a moment, a day or a flag. They are not listed; who asks for one gets 410.
    soft_delete: ClassVar[str | None] = None
    #: What decorates the verbs, outermost first: ``{"post": [requires("posts:write")]}``.
    uses: ClassVar[Mapping[str, Sequence[Decorator]]] = {}

    #: All that a class may say.
    _attributes: ClassVar[frozenset[str]] = OF_MODELS

    def __init_subclass__(cls, **options: Any) -> None:
        listed = vars(cls).get("methods")
        super().__init_subclass__(**options)
        check_attributes(cls, cls._attributes)
        settle_methods(cls, cls._declared(), listed)

    @classmethod
    def served_at(cls, rule: str, variables: Collection[str]) -> type[Resource]:
        """Give the class that serves at a rule: derived from this one, with the verbs and contracts that follow from what it says.

        :raise ConfigError: for what does not go together, or does not fit the model or the rule.
        """
        check_slips(cls)
        served = _derived(cls)
        served.store, served.model = store_of(cls), None
        served._equip(rule, variables)
        return served

    @classmethod
    def _declared(cls) -> set[str]:
        """Give the verbs that follow from the attributes of the class."""
        return set()

    @classmethod
    def _equip(cls, rule: str, variables: Collection[str]) -> None:
        """Write what serves at a rule on this class, which is for that only."""

    @usual
    def scope(self, select: Any) -> Any:
        """Narrow the rows that there are for a caller: gets the store's selection, and gives it back. All, unless it is overridden."""
        return select

    @usual
    def create_item(self, values: Mapping[str, Any]) -> Any:
        """Make an object; inside of the transaction."""
        return self.store.create(values)


class _Serving:
    """What serves at a rule. It comes before the author's class, whose ``__init_subclass__`` is for what authors derive."""

    def __init_subclass__(cls) -> None:
        pass


def _derived(cls: type[R]) -> type[R]:
    """Give a class that is like another one, and is called like it."""
    own = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__}
    made: type[R] = new_class(cls.__name__, (_Serving, cls), exec_body=lambda names: names.update(own))
    return made


def store_of(cls: type[Resource]) -> Store:
    """Give the store of a class: the one that it names, or one for its model. What is nearer counts, where a class is derived.

    :raise ConfigError: if it names none, or both.
    """
    said = [(vars(base).get("store"), vars(base).get("model")) for base in cls.__mro__]
    store, model = next((each for each in said if each != (None, None)), (None, None))
    if (store is None) is (model is None):
        raise ConfigError(f"{cls.__name__} has {'both store and model' if model else 'no store'}. Say store= or model=, one of the two.")
    found = store if model is None else sql.SQLAlchemyStore(model)
    # A class has all that its instances have, but is none.
    if isinstance(found, type) or not isinstance(found, Store):
        raise ConfigError(f"{cls.__name__} has the store {found!r}, which is none. Give SQLAlchemyStore(Model, session), or your own.")
    return found
