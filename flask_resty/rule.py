"""URL rules that learn to build URLs when they are first asked to.

Most of the time that it takes to add a rule goes into the two functions that ``url_for`` calls, and most rules are never asked
for a URL. This is the second of the two places that use private attributes of Werkzeug (see ``docs/why.md``): :func:`fits`
tells whether they are what they were. Where they are not, or the app has a class of rules of its own, the rules are as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import MethodType
from typing import Any

from flask import Flask
from werkzeug.routing import Map
from werkzeug.routing import Rule

#: What ``url_for`` calls.
Build = Callable[..., tuple[str, str]]


class LazyRule(Rule):
    """A rule whose functions for ``url_for`` are made at its first use."""

    def _compile_builder(self, append_unknown: bool = True) -> Build:
        # This is called while the rule is compiled, which is not the time.
        return _build_unknown_at_first if append_unknown else _build_at_first


# Plain functions, which all rules share: a thousand rules need nothing of their own for what is never asked.


def _build_at_first(rule: Rule, **values: Any) -> tuple[str, str]:
    build: Build = MethodType(Rule._compile_builder(rule, append_unknown=False), rule)
    rule._build = build
    return build(**values)


def _build_unknown_at_first(rule: Rule, **values: Any) -> tuple[str, str]:
    build: Build = MethodType(Rule._compile_builder(rule, append_unknown=True), rule)
    rule._build_unknown = build
    return build(**values)


@contextmanager
def lazily(app: Flask) -> Iterator[None]:
    """Make the rules that are added to an app inside of this block lazy ones; no others."""
    if app.url_rule_class is not Rule or "url_rule_class" in vars(app) or not fits(LazyRule):
        yield
        return
    app.url_rule_class = LazyRule
    try:
        yield
    finally:
        # Flask has it on the class.
        del app.url_rule_class


@cache
def fits(rule_class: type[Rule]) -> bool:
    """Tell whether a class of rules builds the URLs that Werkzeug's own rules build."""
    values = {"a": 1, "b": "two"}
    try:
        urls = Map([rule_class("/<int:a>", endpoint="lazy"), Rule("/<int:a>", endpoint="usual")]).bind("localhost")
        return urls.build("lazy", values) == urls.build("usual", values) == "/1?b=two"
    except Exception:
        # Whatever it is that fails, it must not fail in the app.
        return False
