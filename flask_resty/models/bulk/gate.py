"""Rules about items, where a request is about many of them."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from ...auth.rules import Lack
from ...auth.rules import Rule
from ...stack import Seat
from ...typing import Middleware


class OfEach(Rule):
    """A rule about items, at the gate: it refuses the anonymous. All others are judged for each of the items that they mean.

    :param rule: the rule.
    """

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.terms = rule.terms

    def __repr__(self) -> str:
        return repr(self.rule)

    @property
    def scopes_asked(self) -> Iterable[tuple[str, ...]]:
        """The sets of scopes any of which will do."""
        return self.rule.scopes_asked

    def lack(self, principal: Any, item: Any) -> Lack:
        """Say what keeps a principal from an item; ``None`` means that nothing does."""
        return self.rule.lack(principal, item)

    def bind(self, seat: Seat) -> Middleware:
        """Make the middleware that refuses the anonymous."""
        return self.rule.bind(seat)


def rules_of_items(decorators: Iterable[Any]) -> tuple[Rule, ...]:
    """Give those of the decorators of a verb that are rules about items."""
    return tuple(one for one in decorators if isinstance(one, Rule) and one.needs_item)


def gated(uses: Mapping[str, Sequence[Any]], verbs: Iterable[str]) -> dict[str, list[Any]]:
    """Give the decorators of all verbs, with the rules about items at the gate.

    :param verbs: those whose items are judged one by one.
    """
    about_items = frozenset(verbs)
    return {
        verb: [OfEach(one) if verb in about_items and isinstance(one, Rule) and one.needs_item else one for one in decorators]
        for verb, decorators in uses.items()
    }
