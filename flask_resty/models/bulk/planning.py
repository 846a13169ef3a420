"""What becomes of the attributes of a bulk resource at a rule: for each verb its contract, and what answers it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import partial
from inspect import Parameter
from typing import Any
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import missing

from ...contract import accepts
from ...contract import returns
from ...contract import streams
from ...description import refuses
from ...errors import ConfigError
from ...fields import Link
from ...media import JSON_EMITTER
from ...media import JSON_LINES_EMITTER
from ...media import JSON_LINES_PARSER
from ...schema.faults import pointer
from ...settings import use
from ..commas import CommaList
from ..declaring import Decorator
from ..declaring import Verb
from ..declaring import written
from ..hooks import Hook
from ..hooks import asked_by
from ..hooks import hook
from ..representing import input_schema
from ..representing import is_said
from ..representing import many
from ..representing import output_schema
from ..scoping import Rows
from ..scoping import check_variables
from ..scoping import rows_of
from .answering import Answer
from .answering import Tell
from .answering import all_or_none
from .answering import each_by_itself
from .answering import in_a_stream
from .choice import Choice
from .choice import Meant
from .finding import finder
from .finding import reader
from .gate import rules_of_items
from .jobs import Job
from .jobs import changing
from .jobs import creating
from .jobs import deleting
from .jobs import deletion
from .members import member
from .outcomes import changed
from .outcomes import gone
from .outcomes import made
from .outcomes import outcome_schema
from .taking import Sent
from .taking import about
from .taking import list_of

#: How many items a list may have, and how many bytes a stream, where nobody says.
_MOST = 100
_MOST_BYTES = 100_000_000

_NDJSON = "application/x-ndjson"

#: JSON Lines goes by another name as well.
_STREAMING = use(
    parsers=[JSON_LINES_PARSER, JSON_LINES_PARSER.as_type(_NDJSON)],
    emitters=[JSON_LINES_EMITTER, JSON_LINES_EMITTER.as_type(_NDJSON), JSON_EMITTER],
)


class Planned(NamedTuple):
    """A verb, and what answers it."""

    verb: Verb
    answer: Answer


class Plan(NamedTuple):
    """What became of the attributes of a class at a rule."""

    rows: Rows
    verbs: Mapping[str, Planned]
    #: Deletes an object, or marks it as deleted.
    delete_one: Callable[[Any], Any]


class _Said(NamedTuple):
    """What a class says, read once."""

    cls: Any
    rows: Rows
    by: tuple[str, ...]

    @property
    def most(self) -> int:
        found: int = self.cls.max_items or _MOST
        return found

    @property
    def refused_with(self) -> tuple[int, ...]:
        """The statuses with which all is refused because of the rows that were written; where each goes by itself, it tells of that."""
        return () if self.cls.partial else self.rows.refused_with

    def choice(self, verb: str, location: str, at_key: Callable[[int], str], at_version: Callable[[int], str]) -> Choice:
        """Say which objects a verb may be about, and where a request says which it means."""
        find, rules = finder(self.rows.store, self.by, is_locked=self.cls.locks), rules_of_items(self.cls.uses.get(verb, ()))
        return Choice(rows=self.rows, find=find, rules=rules, location=location, at_key=at_key, at_version=at_version)

    def asks(self, choice: Choice, own: Hook | None) -> list[Parameter]:
        """Give what is asked for by name to find objects, judge them, and do something with them."""
        caller = (Parameter("principal", Parameter.KEYWORD_ONLY),) if choice.rules else ()
        return [*self.rows.asks, *caller, *(() if own is None else own.asks)]

    def own(self, name: str) -> Hook | None:
        """Give a hook that the class writes itself."""
        given = {"create_item": 1, "update_item": 2, "delete_item": 1}[name]
        return hook(self.cls, name, given) if written(self.cls, name) else None


def plan_of(cls: Any, general: Any, rule: str, variables: Collection[str], declared: Collection[str]) -> Plan:
    """Make the plan of a class at a rule.

    :param general: the class that has the usual verbs.
    :param declared: the verbs that follow from its attributes.
    :raise ConfigError: for what does not go together, or does not fit the model or the rule.
    """
    rows = rows_of(cls, cls.store, rule, variables)
    check_variables(cls, rule, variables, rows, () if not hasattr(cls, "find") else asked_by(cls, "find", 0))
    if isinstance(cls.by, str):
        raise ConfigError(f"{cls.__name__} has by={cls.by!r}, which is one text. Write by=({cls.by!r},).")
    said = _Said(cls, rows, tuple(cls.by) or rows.store.key)
    _check_key(said)
    made = {name: _MAKE[name](said, getattr(general, name)) for name in declared}
    return Plan(said.rows, made, deletion(rows))


def _check_key(said: _Said) -> None:
    """Check that no two objects have the same key, as far as that is known: of several attributes it is not."""
    store, name = said.rows.store, said.by[0]
    if len(said.by) > 1 or said.by == store.key or said.rows.key:
        return
    known = store.attribute(name)
    if known is not None and not known.is_unique:
        what = f"{said.cls.__name__} knows objects by {name!r}, which several of {store.model.__name__} may share"
        raise ConfigError(f"{what}. Name an attribute that is unique, or several.")


def _posting(said: _Said, function: Any) -> Planned:
    cls, rows = said.cls, said.rows
    load, own = input_schema(cls, rows.store, "create_"), said.own("create_item")
    asks = [*said.rows.asks, *(() if own is None else own.asks)]
    link, job = None if cls.item is None else Link(cls.item), creating(rows, load, own)
    if cls.streams:
        return _streaming(said, Verb(function, asks), load, job, link)
    shown = output_schema(cls, rows.store)
    body = accepts(list_of(load, said.most, is_lenient=cls.partial), max_size=cls.max_size)
    answer, promise = _answer(said, job, shown, 201, made(link), link)
    return Planned(Verb(function, asks, (body, promise, refuses(409, 503, *said.refused_with))), _taking(_sent(said), answer))


def _streaming(said: _Said, verb: Verb, load: Schema, job: Job, link: Link | None) -> Planned:
    """What is told of each is its key, so that very many can be told of in constant memory."""
    cls, store = said.cls, said.rows.store
    key = Schema.from_dict({name: member(cls.__name__, name, store, None) for name in store.key}, name=f"{cls.__name__}Key")()
    tell = made(link)

    def tell_key(item: Any, shown: Any) -> Mapping[str, Any]:
        return tell(item, dict(zip(store.key, store.values(item, store.key), strict=True)))

    answer = in_a_stream(store, job, tell_key, is_partial=cls.partial, most=cls.max_items, batch=cls.batch)
    body = accepts(load, stream=True, max_size=cls.max_size or _MOST_BYTES)
    outcome = outcome_schema(key, link)
    outcome.many = False
    refused = refuses(409, 503, *said.refused_with)
    return Planned(verb._replace(contract=(_STREAMING, body, streams(outcome), refused)), answer)


def _patching(said: _Said, function: Any) -> Planned:
    cls, rows, own = said.cls, said.rows, said.own("update_item")
    shown, version = output_schema(cls, rows.store), rows.store.version
    names = said.by if version is None else (*said.by, version)
    load = about(input_schema(cls, rows.store, "update_"), {name: member(cls.__name__, name, rows.store, shown) for name in names})
    keys = {name: load.load_fields[name].data_key for name in names}
    choice = said.choice("patch", "body", *[_inside(keys[key]) for key in (names[0], names[-1])])
    body = accepts(list_of(load, said.most, is_lenient=cls.partial, about=said.by), max_size=cls.max_size)
    job = changing(choice, load, own, partial(_meant, said.by, version))
    answer, promise = _answer(said, job, shown, 200, changed)
    refused = refuses(409, 412, 503, *said.refused_with)
    return Planned(Verb(function, said.asks(choice, own), (body, promise, refused)), _taking(_sent(said), answer))


def _inside(name: Any) -> Callable[[int], str]:
    """Make what gives the pointer to a member of an item."""
    return lambda place: pointer((place, name))


def _meant(by: Sequence[str], version: str | None, sent: Sent) -> Meant:
    values = dict(sent.values)
    key = tuple(values.pop(name) for name in by)
    return Meant(sent.place, key, missing if version is None else values.pop(version, missing), values)


def _deleting(said: _Said, function: Any) -> Planned:
    cls, own = said.cls, said.own("delete_item")
    if len(said.by) != 1:
        raise ConfigError(
            f"{cls.__name__} deletes by {', '.join(said.by)}, but a query can only list values of one. Say by=, or drop deletes."
        )
    shown = output_schema(cls, said.rows.store) if is_said(cls) else None
    inner = member(cls.__name__, said.by[0], said.rows.store, shown)
    name = inner.data_key or said.by[0]
    query = Schema.from_dict({name: CommaList(inner, most=said.most, required=True)}, name=f"{cls.__name__}Query")
    choice = said.choice("delete", "query", *[lambda place: pointer((name, place))] * 2)
    answer, promise = _answer(said, deleting(choice, own, lambda sent: Meant(sent.place, (sent.values,))), None, 204, gone)
    asks = said.asks(choice, own)
    return Planned(
        Verb(function, asks, (accepts(query, "query"), promise, refuses(409, 412, 503))),
        _taking(lambda sent: _numbered(sent[name]), answer),
    )


def _answer(said: _Said, job: Job, shown: Schema | None, status: int, tell: Tell, link: Link | None = None) -> tuple[Answer, Decorator]:
    """Make what answers, and what says what it answers.

    :param shown: what shows an object; ``None`` where nothing is left of it.
    :param status: that of all, where all was done.
    """
    store = said.rows.store
    read = list if shown is None else reader(store, shown)
    if said.cls.partial:
        return each_by_itself(job, read, tell), returns(outcome_schema(shown, link), 207)
    if shown is None:
        return all_or_none(store, job, lambda items: None), returns(None)
    return all_or_none(store, job, read), returns(many(shown), status)


def _sent(said: _Said) -> Callable[[Any], Sequence[Sent]]:
    return list if said.cls.partial else _numbered


def _numbered(values: Iterable[Any]) -> list[Sent]:
    return [Sent(place, value) for place, value in enumerate(values)]


def _taking(take: Callable[[Any], Any], answer: Answer) -> Answer:
    return lambda resource, sent, known: answer(resource, take(sent), known)


_MAKE: Mapping[str, Callable[[_Said, Any], Planned]] = {"post": _posting, "patch": _patching, "delete": _deleting}
