"""Tell of each refusal: by a signal, and by a record of the log. Neither has a value in it that a client sent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask import Request

from .errors import Problem
from .http.methods import KNOWN
from .operation import Operation
from .principal import identity_of
from .principal import principal_of
from .signals import refused

logger = logging.getLogger("flask_resty")

#: So many mistakes of one request are told.
_MOST = 20


def teller(app: Flask, operation: Operation | None, rule: str | None = None) -> Callable[[Request, Problem], None]:
    """Make what tells of the refusals of an operation, or of requests that no verb was asked by.

    :param rule: the rule that such a request is told under; that which routing found if left out.
    """
    log = _log if app.config["RESTY_LOG_REFUSALS"] else None

    def tell(request: Request, problem: Problem) -> None:
        if log is not None:
            log(request, problem, operation, rule)
        refused.send(app, problem=problem, operation=operation)

    return tell


def _log(request: Request, problem: Problem, operation: Operation | None, rule: str | None) -> None:
    # The words of a client are no words of a log. Nor is "get" the method that it looks like (RFC 9110, 9.1).
    sent = request.environ["REQUEST_METHOD"]
    method = sent if sent in KNOWN else None
    # What is refused is the affair of a client, and that a server takes a pause, of whoever had it do so.
    is_expected = problem.code < 500 or problem.code == 503 or (problem.code == 501 and method is None)
    level = logging.INFO if is_expected else logging.WARNING
    if logger.isEnabledFor(level):
        codes = [fault.code for fault in problem.errors[:_MOST]]
        rule = rule if request.url_rule is None else request.url_rule.rule
        what = f"{method or 'An unknown method'} {rule or 'outside of all rules'}"
        members = _members(request, problem, operation) | {"method": method, "rule": rule, "codes": codes}
        logger.log(level, "%s was refused: %d %s", what, problem.code, ", ".join(codes) or problem.title, extra=members)


def _members(request: Request, problem: Problem, operation: Operation | None) -> dict[str, Any]:
    return {
        "status": problem.code,
        "type": problem.type,
        "locations": [fault.location for fault in problem.errors[:_MOST]],
        "pointers": [_legible(fault.pointer) for fault in problem.errors[:_MOST]],
        "endpoint": request.endpoint,
        "operation": None if operation is None else operation.name,
        "principal": _identity(request),
    }


def _legible(pointer: str) -> str:
    """Give a pointer as it may stand in a line of a log: a client chose the names of its members."""
    shown = pointer[:200]
    return shown if shown.isprintable() else shown.encode("unicode_escape").decode()


def _identity(request: Request) -> str | None:
    try:
        return identity_of(principal_of(request.environ))
    except Exception:
        # A row may have to be read again for it, and the database may be what failed.
        return None
