"""What is done with many objects: each job gets what was sent, and gives what became of each."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import partial
from typing import Any

from marshmallow import Schema

from ...errors import Problem
from ...resource import Resource
from ..hooks import Hook
from ..keys import values_at_address
from ..refusals import refusal_of
from ..scoping import Rows
from .choice import Choice
from .choice import Meant
from .choice import Task
from .mistakes import placed
from .taking import Sent
from .work import Done
from .work import Work

#: Gets the resource, the items that are good, and what is known of the request by name.
Job = Callable[[Resource, Sequence[Sent], Mapping[str, Any]], Done]


def creating(rows: Rows, schema: Schema, hook: Hook | None) -> Job:
    """Make the job that creates objects. Of the address they get the attributes that it says.

    :param schema: what their values were loaded by.
    :param hook: the resource's own method for one of them, if it has one.
    """
    store = rows.store

    def create(resource: Resource, items: Sequence[Sent], known: Mapping[str, Any]) -> Done:
        in_reach = partial(rows.check_reach, resource, known)
        work = Work(
            store=store,
            all=_checked_all(store.create_many, in_reach) if hook is None else None,
            one=_checked(store.create if hook is None else partial(hook.call, resource, known), in_reach),
            renew=_same,
            refuse=lambda error: refusal_of(error, schema),
        )
        tasks = dict(_at_address(items, rows.values(known), schema))
        good = {place: task for place, task in tasks.items() if not isinstance(task, Problem)}
        return _placed({**tasks, **work(good)})

    return create


def _at_address(items: Iterable[Sent], of_address: Mapping[str, Any], schema: Schema) -> Iterator[tuple[int, Any]]:
    """Give the values of each, or the problem that they say something else than the address."""
    for sent in items:
        try:
            yield sent.place, values_at_address(sent.values, of_address, schema)
        except Problem as problem:
            yield sent.place, problem


def _checked(write: Callable[..., Any], check: Callable[[Sequence[Any]], None]) -> Callable[..., Any]:
    """Make what writes one object, and has it checked."""

    def write_one(*given: Any) -> Any:
        written = write(*given)
        check([written])
        return written

    return write_one


def _checked_all(write: Callable[[Any], Sequence[Any]], check: Callable[[Sequence[Any]], None]) -> Callable[[Any], Sequence[Any]]:
    """Make what writes objects, and has them checked."""

    def write_all(given: Any) -> Sequence[Any]:
        written = write(given)
        check(written)
        return written

    return write_all


def _same(task: Any) -> Any:
    return task


def changing(choice: Choice, schema: Schema, hook: Hook | None, meant: Callable[[Sent], Meant]) -> Job:
    """Make the job that changes objects.

    :param meant: reads what an item is about.
    """
    store = choice.rows.store

    def change_all(tasks: Sequence[Task]) -> Sequence[Any]:
        return store.update_many([(task.item, task.values) for task in tasks])

    def work(resource: Resource, known: Mapping[str, Any]) -> Work:
        in_reach = partial(choice.rows.check_reach, resource, known)
        update = _checked(store.update if hook is None else partial(hook.call, resource, known), in_reach)
        return Work(
            store=store,
            all=_checked_all(change_all, in_reach) if hook is None else None,
            one=lambda task: update(task.item, task.values),
            renew=partial(choice.renew, resource, known),
            refuse=lambda error: refusal_of(error, schema),
        )

    return _with_chosen(choice, meant, work, lambda place: f"/{place}")


def deleting(choice: Choice, hook: Hook | None, meant: Callable[[Sent], Meant]) -> Job:
    """Make the job that deletes objects, or marks them as deleted.

    :param meant: reads what an item is about.
    """
    rows = choice.rows
    delete_one, delete_all = deletion(rows), _deletion_of_many(rows)

    def work(resource: Resource, known: Mapping[str, Any]) -> Work:
        delete = delete_one if hook is None else partial(hook.call, resource, known)
        return Work(
            store=rows.store,
            all=delete_all if hook is None else None,
            one=lambda task: delete(task.item),
            renew=partial(choice.renew, resource, known),
            refuse=refusal_of,
        )

    return _with_chosen(choice, meant, work, choice.at_key)


def deletion(rows: Rows) -> Callable[[Any], Any]:
    """Make what deletes an object, or marks it as deleted."""
    store, mark = rows.store, rows.soft_delete
    return store.delete if mark is None else lambda item: store.update(item, mark.values())


def _deletion_of_many(rows: Rows) -> Callable[[Sequence[Task]], Sequence[Any]]:
    store, mark = rows.store, rows.soft_delete

    def delete_all(tasks: Sequence[Task]) -> Sequence[Any]:
        if mark is not None:
            return store.update_many([(task.item, mark.values()) for task in tasks])
        store.delete_many([task.item for task in tasks])
        return tasks

    return delete_all


def _with_chosen(
    choice: Choice,
    meant: Callable[[Sent], Meant],
    work: Callable[[Resource, Mapping[str, Any]], Work],
    at: Callable[[int], str],
) -> Job:
    """Make the job that does some work with the objects that are meant.

    :param at: gives the pointer to an item.
    """

    def do(resource: Resource, items: Sequence[Sent], known: Mapping[str, Any]) -> Done:
        chosen = choice(resource, [meant(sent) for sent in items], known)
        tasks = {place: one for place, one in chosen.items() if isinstance(one, Task)}
        return {**chosen, **_placed(work(resource, known)(tasks), at, choice.location)}

    return do


def _placed(done: Done, at: Callable[[int], str] = lambda place: f"/{place}", location: str = "body") -> Done:
    return {place: placed(one, at(place), location) if isinstance(one, Problem) else one for place, one in done.items()}
