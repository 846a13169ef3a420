"""From what became of many objects to what the handler returns."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from ...errors import Problem
from ...errors import refusal
from ...errors import unacceptable
from ...items import Items
from ...resource import Resource
from ..store import Store
from .jobs import Job
from .mistakes import in_order
from .mistakes import refuse_all
from .mistakes import within
from .outcomes import failed
from .spool import Spool
from .spool import in_batches
from .taking import Sent
from .taking import received
from .work import Done

#: Gives what a handler returns: gets the resource, what was sent, and what is known of the request by name.
Answer = Callable[[Resource, Any, Mapping[str, Any]], Any]

#: Reads what was written again, as it is to be shown.
Read = Callable[[Sequence[Any]], Sequence[Any]]

#: Gives the outcome of what was done with an object: gets that, and what was read of it to be shown.
Tell = Callable[[Any, Any], Mapping[str, Any]]


def all_or_none(store: Store, job: Job, answer: Callable[[list[Any]], Any]) -> Answer:
    """Make what does a job with all of many objects, or with none.

    :param answer: gives what is returned for the objects, in the order of the request.
    """

    def do(resource: Resource, items: Sequence[Sent], known: Mapping[str, Any]) -> Any:
        with store.attempt():
            done = job(resource, items, known)
            refuse_all(done)
        return answer(in_order(done))

    return do


def each_by_itself(job: Job, read: Read, tell: Tell) -> Answer:
    """Make what does a job with those of many objects that nothing is wrong with, and tells of all."""

    def do(resource: Resource, items: Sequence[Sent], known: Mapping[str, Any]) -> Any:
        good = [sent for sent in items if not sent.faults]
        done = {**_refused(items), **job(resource, good, known)}
        return list(_told(done, read, tell))

    return do


def _refused(items: Iterable[Sent]) -> Done:
    return {sent.place: unacceptable(within(sent.faults)) for sent in items if sent.faults}


def _told(done: Done, read: Read, tell: Tell) -> Iterator[Mapping[str, Any]]:
    written = [place for place in sorted(done) if not isinstance(done[place], Problem)]
    shown = dict(zip(written, read([done[place] for place in written]), strict=True))
    for place in sorted(done):
        yield tell(done[place], shown[place]) if place in shown else failed(done[place])


def in_a_stream(store: Store, job: Job, tell: Tell, *, is_partial: bool, most: int | None, batch: int) -> Answer:
    """Make what does a job with the items of a stream, so many at a time, and keeps aside what it tells of them.

    :param most: so many items may come; ``None`` if their number does not matter.
    """

    def do(resource: Resource, items: Items, known: Mapping[str, Any]) -> Spool:
        spool, sent = Spool(), _counted(received(items.lines()) if is_partial else _good(items), most)
        try:
            # What ends the request undoes all of it.
            with store.attempt():
                for some in in_batches(sent, batch):
                    done = {**_refused(some), **job(resource, [one for one in some if not one.faults], known)}
                    if not is_partial:
                        refuse_all(done)
                    for outcome in _told(done, list, tell):
                        spool.add(outcome)
        except BaseException:
            spool.close()
            raise
        return spool.rewound()

    return do


def _good(items: Items) -> Iterator[Sent]:
    return (Sent(place, values) for place, values in enumerate(items))


def _counted(items: Iterable[Sent], most: int | None) -> Iterator[Sent]:
    for sent in items:
        if most is not None and sent.place >= most:
            raise refusal(422, "body", "", "too_long", f"There may be {most} items at most.")
        yield sent
