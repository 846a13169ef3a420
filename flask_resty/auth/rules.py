"""Rules: who may not go on, and how rules are combined. What a rule asks for is in :mod:`.requirement`."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from itertools import product
from typing import Any
from typing import ClassVar

from flask import Request
from flask import Response

from ..errors import ConfigError
from ..errors import Fault
from ..errors import Problem
from ..principal import principal_of
from ..stack import Entry
from ..stack import Placed
from ..stack import Seat
from ..typing import Middleware
from ..typing import Next
from .authenticator import Authenticator
from .challenges import Unauthorized
from .challenges import fields

#: What keeps a principal out: ``None`` if nothing does, else the scopes that would let it in, none if scopes would not.
Lack = tuple[str, ...] | None

#: Raises the refusal of a request for an item, where there is one.
Authorize = Callable[[Request, Any], None]


class Rule(Entry):
    """What :func:`~flask_resty.requires` gives: an entry, a decorator, and an operand of ``&``, ``|`` and ``~``."""

    place = "gate"
    rank = 0
    statuses = (401, 403)

    #: What is asked for, as it was written.
    terms: tuple[str, ...]

    @property
    def scopes_asked(self) -> Iterable[tuple[str, ...]]:
        """The sets of scopes any of which will do; an empty one where something else than scopes may do."""
        return ((),)

    def lack(self, principal: Any, item: Any) -> Lack:
        """Say what keeps a principal from an item; ``None`` means that nothing does."""
        raise NotImplementedError

    def settle(self, seat: Seat) -> None:
        """Check that somebody says who calls.

        :raise ConfigError: if there is no authenticator in the stack.
        """
        check_rules(seat.stack, f"{seat.method} {seat.endpoint}")

    def bind(self, seat: Seat) -> Middleware:
        """Make the middleware. Where the item is needed, it refuses the anonymous, and :meth:`after_find` the others.

        :raise ConfigError: if there is no authenticator in the stack.
        """
        authorize = _known_only(self._authenticator(seat)) if self.needs_item else self.after_find(seat)

        def gate(request: Request, next: Next) -> Response:
            authorize(request, None)
            return next(request)

        return gate

    def after_find(self, seat: Seat) -> Authorize:
        """Make the function that refuses a principal, given the item.

        :raise ConfigError: if there is no authenticator in the stack.
        """
        authenticator = self._authenticator(seat)
        refuse_anonymous = _known_only(authenticator)

        def authorize(request: Request, item: Any) -> None:
            refuse_anonymous(request, item)
            lack = self.lack(principal_of(request.environ), item)
            if lack is not None:
                raise forbidden(authenticator, lack)

        return authorize

    def _authenticator(self, seat: Seat) -> Authenticator:
        self.settle(seat)
        authenticator: Authenticator = seat.find("authenticator")
        return authenticator

    def __and__(self, other: Rule) -> Rule:
        return _Both(self, other) if isinstance(other, Rule) else NotImplemented

    def __or__(self, other: Rule) -> Rule:
        return _Either(self, other) if isinstance(other, Rule) else NotImplemented

    def __invert__(self) -> Rule:
        return _Not(self)

    def __bool__(self) -> bool:
        # Python would drop one side of "and" and "or" before anybody can see it.
        raise ConfigError(f"{self!r} has no truth of its own. Combine rules with &, | and ~ instead of and, or and not.")


def _known_only(authenticator: Authenticator) -> Authorize:
    challenges = authenticator.challenges

    def refuse(request: Request, item: Any) -> None:
        # Who is nobody yet may still become somebody who is allowed: 401, never 403 (RFC 9110, 15.5.4).
        if principal_of(request.environ) is None:
            raise Unauthorized("Credentials are needed.", challenges=challenges())

    return refuse


def forbidden(authenticator: Authenticator, scopes: Collection[str], errors: Iterable[Fault] = ()) -> Problem:
    """Give the 403 for credentials that lack something.

    :param scopes: those that would do, if scopes would: only then it is the token's fault, and there is a challenge (RFC 6750, 3.1).
    :param errors: the mistakes that it comes of, if it comes of such.
    """
    challenges = authenticator.challenges(error="insufficient_scope", scope=" ".join(scopes)) if scopes else ()
    return Problem(403, "The credentials do not allow this.", headers=fields(challenges), errors=errors)


class _Joined(Rule):
    sign: ClassVar[str]

    def __init__(self, left: Rule, right: Rule) -> None:
        self.left = left
        self.right = right
        self.terms = left.terms + right.terms

    def __repr__(self) -> str:
        sides = (f"({side!r})" if isinstance(side, _Joined) and side.sign != self.sign else repr(side) for side in (self.left, self.right))
        return f" {self.sign} ".join(sides)

    @property
    def needs_item(self) -> bool:
        return self.left.needs_item or self.right.needs_item


class _Both(_Joined):
    sign = "&"

    @property
    def scopes_asked(self) -> Iterable[tuple[str, ...]]:
        pairs = product(self.left.scopes_asked, self.right.scopes_asked)
        return tuple(dict.fromkeys(tuple(dict.fromkeys([*one, *other])) for one, other in pairs))

    def lack(self, principal: Any, item: Any) -> Lack:
        lack = self.left.lack(principal, item)
        return self.right.lack(principal, item) if lack is None else lack


class _Either(_Joined):
    sign = "|"

    @property
    def scopes_asked(self) -> Iterable[tuple[str, ...]]:
        return tuple(dict.fromkeys([*self.left.scopes_asked, *self.right.scopes_asked]))

    def lack(self, principal: Any, item: Any) -> Lack:
        left = self.left.lack(principal, item)
        right = None if left is None else self.right.lack(principal, item)
        return None if left is None or right is None else left or right


class _Not(Rule):
    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.terms = rule.terms

    def __repr__(self) -> str:
        return f"~({self.rule!r})" if isinstance(self.rule, _Joined) else f"~{self.rule!r}"

    @property
    def needs_item(self) -> bool:
        return self.rule.needs_item

    def lack(self, principal: Any, item: Any) -> Lack:
        return () if self.rule.lack(principal, item) is None else None


def check_rules(stack: Iterable[Placed], name: str) -> None:
    """Check that somebody says who calls, where a rule asks for it.

    :param name: what the stack belongs to, for the error: a verb, as in ``PostItem.put``.
    :raise ConfigError: if there is a rule, and no authenticator.
    """
    entries = [placed.entry for placed in stack]
    rule = next((entry for entry in entries if isinstance(entry, Rule)), None)
    if rule is not None and not any(isinstance(entry, Authenticator) for entry in entries):
        asked = ", ".join(rule.terms)
        raise ConfigError(f"{name!r} requires {asked}, but no authenticator is in its stack. Add one, or drop @requires.")
