"""What a layer says besides its stack: formats, the envelope, and what clients may choose."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import fields
from dataclasses import replace
from typing import Any

from . import stack as stacks
from .contract import Envelope
from .errors import ConfigError
from .marks import mark
from .marks import marked
from .media import Emitter
from .media import Parser
from .stack import Entry
from .typing import F
from .typing import Middleware
from .typing import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a layer may say besides its stack; the nearest layer that says something wins."""

    emitters: Sequence[Emitter] | None = None
    parsers: Sequence[Parser] | None = None
    envelope: Envelope | str | None = None
    #: Whether clients may select members of what is shown; where nobody says, they may of what only reads.
    selection: bool | None = None
    #: The rule where the short names of members are published; clients may not ask for them where there is none.
    names_rule: str | None = None
    #: Whether an address may name the format of the answer.
    format_in_url: bool | None = None

    def __post_init__(self) -> None:
        _check_formats("emitters", self.emitters, Emitter)
        _check_formats("parsers", self.parsers, Parser)
        if self.selection not in (None, True, False):
            raise ConfigError(f"selection={self.selection!r} is neither True nor False. Say whether clients may select members.")

    def under(self, inner: Settings) -> Settings:
        """Give these settings with those of a nearer layer put over them."""
        if inner == _NOTHING:
            return self
        said = {name: value for name in _NAMES if (value := getattr(inner, name)) is not None}
        return replace(self, **said)


def _check_formats(name: str, formats: Any, kind: type[Emitter] | type[Parser]) -> None:
    if formats is None:
        return
    if isinstance(formats, str) or not isinstance(formats, Sequence) or not formats:
        raise ConfigError(f"{name}={formats!r} is no list of them. Name at least one, the default first, or leave it out.")
    for one in formats:
        if not isinstance(one, kind):
            raise ConfigError(f"{one!r} in {name}= cannot stand there. Give {kind.__name__}(media_type, function).")


_NOTHING = Settings()
_NAMES = tuple(field.name for field in fields(Settings))


class Formats(Entry):
    """What one verb says besides its stack; see :func:`use`. It is an entry to be a decorator, but no stack takes it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __repr__(self) -> str:
        return "use(emitters=..., parsers=..., selection=...)"

    def __call__(self, handler: F) -> F:
        """Attach to a verb."""
        return mark(handler, "settings", marked(handler, "settings", Settings()).under(self.settings))


def use(
    what: Entry | Middleware | None = None,
    *,
    place: Place | None = None,
    methods: Collection[str] | None = None,
    emitters: Sequence[Emitter] | None = None,
    parsers: Sequence[Parser] | None = None,
    selection: bool | None = None,
) -> Entry:
    """Put an entry or a callable into the stack, or (as a decorator) give a verb emitters and parsers of its own.

    :param what: an entry, or a callable ``(request, next) -> response``.
    :param place: ``edge``, ``identity``, ``gate`` or ``inner``; a callable stands at ``inner`` if nothing is said.
    :param methods: the methods that it is for; all if left out. GET says HEAD, too.
    :param emitters: what the verb can write, the default first.
    :param parsers: what the verb can read, the default first.
    :param selection: whether a client may select members of what the verb shows, as in ``?fields=id,title``.
    :raise ConfigError: for a place or a method that does not exist.
    """
    says = (emitters, parsers, selection) != (None, None, None)
    if what is not None and not says:
        return stacks.Use(what, place, methods)
    if what is None and place is None and methods is None and says:
        return Formats(Settings(emitters=emitters, parsers=parsers, selection=selection))
    raise ConfigError("use() takes either an entry or callable, or emitters=, parsers= and selection=. Write two of them.")
