"""What people are told of a verb, besides what it does: for the document of an Api."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any
from typing import NamedTuple

from .errors import ConfigError
from .errors import Problem
from .errors import phrase
from .marks import mark
from .marks import marked
from .operation import Operation
from .typing import F

#: Why a request is refused, in general words.
_REASONS = {
    400: "The request cannot be read.",
    401: "Credentials are missing, or they are bad.",
    403: "The credentials do not allow this.",
    404: "There is nothing at this address.",
    406: "None of the available media types is acceptable.",
    409: "It does not go together with what is there already.",
    410: "It was here, and is gone.",
    412: "The resource is not in the state that the request is meant for.",
    413: "The content is too large.",
    415: "The content is of a media type or coding that is not read here.",
    416: "The range lies outside of what there is.",
    422: "The request is well-formed, but what it says is not acceptable.",
    428: "The request has to say which state of the resource it is meant for.",
    429: "There were too many requests. Try again later.",
    500: "The server failed.",
    503: "The service cannot answer now. Try again later.",
}


def reason_of(status: int) -> str:
    """Say in one sentence why a request is refused with a status."""
    return _REASONS.get(status) or f"{phrase(status)}."


class Description(NamedTuple):
    """What people are told of a verb."""

    #: One line.
    summary: str | None = None
    #: All that there is to say, in Markdown.
    description: str | None = None
    #: What it is grouped by; what its resource says if ``None``.
    tags: tuple[str, ...] | None = None
    #: Its name for programs; made of the resource and the method if ``None``.
    operation_id: str | None = None
    #: Examples, by ``"body"``, ``"query"`` and the like for what is sent, by status for what is given.
    examples: Mapping[str | int, Any] = MappingProxyType({})
    #: What its handler refuses, by status: a sentence, or the class of problems.
    problems: Mapping[int, str | type[Problem]] = MappingProxyType({})
    #: Whether nobody is told of it.
    is_hidden: bool = False


_NOTHING_SAID = Description()


def describe(
    *,
    summary: str | None = None,
    description: str | None = None,
    tags: Sequence[str] | None = None,
    operation_id: str | None = None,
    examples: Mapping[str | int, Any] | None = None,
    problems: Mapping[int, str | type[Problem]] | None = None,
    is_hidden: bool = False,
) -> Callable[[F], F]:
    """Say what the document of the Api tells of a verb, where its docstring and contract do not.

    :param summary: one line; the first of the docstring if left out.
    :param description: all that there is to say, in Markdown; what follows in the docstring if left out.
    :param tags: what it is grouped by; what the resource says if left out.
    :param operation_id: its name for programs, and of the method in generated clients.
    :param examples: examples: by location (``"body"``, ``"query"``, ...) of what is sent, by status of what is given.
    :param problems: what the handler refuses by itself: by status a sentence, or the class of problems that it raises.
    :param is_hidden: whether the document leaves the verb out.
    :raise ConfigError: for what cannot be told.
    """
    for status, told in (problems or {}).items():
        _check_problem(status, told)
    if isinstance(tags, str):
        raise ConfigError(f"tags={tags!r} is one text. Give a list of words.")
    said = Description(
        summary=summary,
        description=description,
        tags=None if tags is None else tuple(tags),
        operation_id=operation_id,
        examples=dict(examples or {}),
        problems=dict(problems or {}),
        is_hidden=is_hidden,
    )

    def attach(handler: F) -> F:
        return mark(handler, "description", _over(marked(handler, "description", Description()), said))

    return attach


def _check_problem(status: Any, told: Any) -> None:
    is_class = isinstance(told, type) and issubclass(told, Problem)
    if type(status) is not int or not 400 <= status <= 599 or not (is_class or isinstance(told, str)):
        what = f"problems={{{status!r}: {told!r}}} tells of no problem"
        raise ConfigError(f"{what}. Give a status of 400 to 599, and a sentence or a class of problems.")


def _over(before: Description, said: Description) -> Description:
    """Put what one ``@describe`` says over what one below it does."""
    both = {name: value for name, value in said._asdict().items() if value}
    return before._replace(**{**both, "examples": {**before.examples, **said.examples}, "problems": {**before.problems, **said.problems}})


def refuses(*statuses: int) -> Callable[[F], F]:
    """Say with which statuses a verb refuses what it cannot do, in the usual words."""
    return describe(problems={status: reason_of(status) for status in statuses})


def said_of(operation: Operation) -> Description:
    """Give what ``@describe`` says of an operation, without what its docstring does: reading that takes its time."""
    said: Description = marked(operation.handler, "description", _NOTHING_SAID)
    return said


def docstring_of(resource: type[Any]) -> str | None:
    """Give the docstring that somebody wrote for a resource. What the classes of this package say is for programmers."""
    own = next((cls for cls in resource.__mro__ if cls.__dict__.get("__doc__")), resource)
    return None if _is_of_package(own) else inspect.getdoc(own)


def _is_of_package(cls: type[Any]) -> bool:
    """Tell whether a class is one of this package."""
    return cls.__module__.startswith("flask_resty.")


def description_of(operation: Operation) -> Description:
    """Give what people are told of an operation: what ``@describe`` says, and else what its docstring does."""
    said = said_of(operation)
    first, _, rest = (inspect.getdoc(operation.handler) or "").partition("\n")
    return said._replace(
        summary=said.summary or first.strip() or None,
        description=said.description or rest.strip() or None,
        tags=operation.tags if said.tags is None else said.tags,
        is_hidden=said.is_hidden or not operation.is_described,
    )
