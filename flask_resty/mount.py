"""A class at a rule of an app: the operations that come of it, put together of all that was said, and checked."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any
from typing import NamedTuple

from marshmallow import ValidationError

from .arguments import check_arguments
from .arguments import check_names
from .auth import public
from .consistency import check_contract
from .consistency import check_operation
from .contract import Contract
from .contract import Envelope
from .contract import Returns
from .errors import ConfigError
from .marks import marked
from .offers import offers_of
from .operation import Operation
from .pagination import check_pagination
from .resource import Resource
from .resource import check_bound
from .resource import contract_of
from .resource import verbs
from .schema import Selection
from .schema import parse_selection
from .schema import select
from .schema.expansion import is_expandable
from .schematic import has_members
from .schematic import name_of
from .selecting import check_choices
from .settings import Settings
from .stack import Layer
from .stack import Placed
from .stack import check
from .stack import resolve

_NOTHING_SAID = Settings()


class Mount(NamedTuple):
    """Where a class stands in an app."""

    #: The whole endpoint, and the whole rule.
    endpoint: str
    rule: str
    #: The path variables of the rule, defaults included.
    variables: Collection[str]
    #: What the class stands under, outermost first: each layer, with what it says besides its stack.
    layers: Sequence[tuple[Layer, Settings]]
    #: What the layers of its verbs are called, but for the method: the endpoint, where it answers all callers.
    verbs: str
    #: What its operations are grouped by where they are described, and whether they are.
    tags: tuple[str, ...] = ()
    is_described: bool = True
    #: Whether PUT, PATCH and DELETE have to say which state of the resource they are meant for.
    require_match: bool = False


#: The methods that ``require_match`` is about: those that change what is there.
_CHANGES = frozenset({"PUT", "PATCH", "DELETE"})


def operations(cls: type[Resource], mount: Mount, methods: Collection[str] | None = None) -> dict[str, Operation]:
    """Make the operations of a class at one rule: contract and stack of each verb, put together and checked.

    :param methods: the only ones to serve; all that the class writes if ``None``.
    :raise ConfigError: if something does not go together.
    """
    check_names(mount.rule, mount.variables)
    served = cls.served_at(mount.rule, mount.variables)
    shared, handlers = _nearest([said for _, said in mount.layers]), verbs(served, methods)
    made: dict[str, Operation] = {}
    # GET comes first, since the others are told what it gives.
    for method in sorted(handlers, key="GET".__ne__):
        made[method] = _operation(served, method, handlers[method], mount, shared, made.get("GET"))
    if mount.require_match:
        _check_match(served, mount.rule, made)
    if served.anonymous is None:
        return made
    others = _anonymous(served, served.anonymous, mount, made)
    return {method: replace(operation, anonymous=others.get(method)) for method, operation in made.items()}


def _anonymous(cls: type[Resource], other: type[Resource], mount: Mount, made: Mapping[str, Operation]) -> dict[str, Operation]:
    """Make the operations that answer callers without credentials."""
    name = f"{cls.__name__}.anonymous"
    if not (isinstance(other, type) and issubclass(other, Resource)) or other.anonymous is not None:
        raise ConfigError(f"{name} is {other!r}. Name a Resource class that has no anonymous= of its own.")
    asking = {method for method, operation in made.items() if operation.find("authenticator") is not None}
    if excess := verbs(other).keys() - asking:
        what = f"{name} is {other.__name__}, which writes {sorted(excess)}"
        raise ConfigError(f"{what}, where {cls.__name__} has no such verb, or no authenticator in its stack. Drop the verbs, or add them.")
    if lost := [decorator for decorator in other.decorators if decorator not in cls.decorators]:
        raise ConfigError(f"{name} is {other.__name__}, whose decorators={lost!r} would not be run. Put them on {cls.__name__}.")
    verbs_of_other = f"{mount.endpoint} anonymous"
    others = operations(
        other,
        mount._replace(
            layers=(*mount.layers, (Layer("verb", verbs_of_other, (public,)), _NOTHING_SAID)),
            verbs=verbs_of_other,
            require_match=mount.require_match and not _CHANGES.isdisjoint(verbs(other)),
        ),
    )
    return {method: replace(operation, is_anonymous=True) for method, operation in others.items()}


def _check_match(cls: type[Resource], rule: str, made: Mapping[str, Operation]) -> None:
    if made.keys().isdisjoint(_CHANGES):
        raise ConfigError(f"{cls.__name__} at {rule!r} has require_match=True, but no PUT, PATCH or DELETE. Drop it.")
    for method in sorted(_CHANGES & made.keys()):
        name, operation = f"{cls.__name__}.{method.lower()} has require_match=True, but", made[method]
        if not operation.has_validators:
            raise ConfigError(f"{name} nothing to match with. Write version() or last_modified(), or put ETag() into the stack.")
        if operation.judges_conditions:
            raise ConfigError(f"{name} takes the fields by @accepts(..., 'headers'), to judge them itself. Drop one of the two.")
        if (operation.version_by, operation.modified_by) == (None, None) and ("GET" not in made or operation.find("etag").weak):
            raise ConfigError(
                f"{name} no tag that can match: ETag() takes it from what GET gives, and it must not be weak. Write version()."
            )


def _operation(
    cls: type[Resource], method: str, handler: Callable[..., Any], mount: Mount, shared: Settings, reading: Operation | None = None
) -> Operation:
    name = f"{cls.__name__}.{method.lower()}"
    contract = _narrowed(name, contract_of(cls, method))
    check_contract(name, method, contract)
    entries = check(reversed(marked(handler, "stack", ())), name)
    stack = resolve((*(layer for layer, _ in mount.layers), Layer("verb", f"{mount.verbs}.{method.lower()}", entries)), method)
    known = [*mount.variables, *(("principal",) if _has_authenticator(stack) else ())]
    found_by = _asked_by(cls, "find", known, mount.rule)
    known_of_item = [*known, *(() if found_by is None else ("item",))]
    provided = [*known_of_item, "shown", *contract.accepts, *(() if contract.pager is None else ("page",))]
    settings = shared.under(marked(handler, "settings", _NOTHING_SAID))
    emitters, shown = tuple(settings.emitters or ()), contract.shown
    operation = Operation(
        endpoint=mount.endpoint,
        rule=mount.rule,
        method=method,
        resource=cls,
        handler=handler,
        contract=contract,
        stack=stack,
        emitters=emitters,
        offers=offers_of(name, contract, emitters, is_short=settings.names_rule is not None),
        parsers=tuple(settings.parsers or ()),
        envelope=Envelope(settings.envelope) if isinstance(settings.envelope, str) else settings.envelope,
        arguments=check_arguments(name, handler, provided, mount.rule),
        found_by=found_by,
        version_by=_asked_by(cls, "version", known_of_item, mount.rule),
        modified_by=_asked_by(cls, "last_modified", known_of_item, mount.rule),
        is_selectable=_is_selectable(method, shown, settings),
        is_expandable=_is_expandable(method, shown, settings),
        names_rule=settings.names_rule,
        format_in_url=bool(settings.format_in_url),
        tags=mount.tags,
        is_described=mount.is_described,
        require_match=mount.require_match and method in _CHANGES,
        reading=reading,
    )
    check_operation(operation)
    check_pagination(operation, mount.variables)
    check_choices(operation)
    return operation


def _narrowed(name: str, contract: Contract) -> Contract:
    """Give a contract whose body takes only the members that ``@accepts(..., fields=)`` names."""
    said = contract.accepts.get("body")
    if said is None or said.fields is None:
        return contract
    try:
        selection = parse_selection(said.fields)
        schema, versions = _select(said.schema, selection), {key: _select(one, selection) for key, one in said.versions.items()}
    except ValidationError as error:
        raise ConfigError(
            f"{name} accepts fields={said.fields!r}, which cannot be: {error}. Name members of {name_of(said.schema)}."
        ) from error
    return contract._replace(accepts={**contract.accepts, "body": said._replace(schema=schema, versions=versions)})


def _select(schema: Any, selection: Selection) -> Any:
    if not has_members(schema):
        raise ValidationError(f"{name_of(schema)} has no members")
    return select(schema, selection, side="load")


def _is_selectable(method: str, shown: Returns | None, settings: Settings) -> bool:
    """Tell whether clients may select members: of what only reads, unless somebody says something else."""
    is_wanted = method in {"GET", "QUERY"} if settings.selection is None else settings.selection
    return is_wanted and shown is not None and has_members(shown.schema)


def _is_expandable(method: str, shown: Returns | None, settings: Settings) -> bool:
    """Tell whether clients may ask for more of what is told in short: where they may select, or could."""
    is_wanted = method in {"GET", "QUERY"} or settings.selection is True
    return is_wanted and shown is not None and any(map(is_expandable, (shown.schema, *shown.versions.values())))


def _asked_by(cls: type[Resource], name: str, known: Collection[str], rule: str) -> tuple[str, ...] | None:
    """Give the names that a method that looks something up asks for; ``None`` where the class has no such method."""
    method = getattr(cls, name, None)
    if method is None:
        return None
    if not callable(method):
        raise ConfigError(f"{cls.__name__}.{name} is {type(method).__name__}, but is called with the resource. Write a plain method.")
    check_bound(cls, name)
    return check_arguments(f"{cls.__name__}.{name}", method, known, rule)


def _has_authenticator(stack: Sequence[Placed]) -> bool:
    return any(placed.entry.once == "authenticator" for placed in stack)


def _nearest(said: Sequence[Settings]) -> Settings:
    return reduce(Settings.under, said) if said else _NOTHING_SAID
