"""The requests for what HTTP has beyond plain ones, and who answers them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from importlib import import_module
from itertools import count
from typing import Any

from werkzeug.test import Client

from .drivers import WSGI
from .drivers import Exchange
from .drivers import wsgi
from .harness import Contestant
from .workloads import BOOK_SENT
from .workloads import seen

Make = Callable[[], Contestant]


def _read(status: int, content: bytes) -> tuple[int, Any]:
    return status, seen(content)


SENT = {"Accept": "application/json"}
SENT_JSON = {**SENT, "Content-Type": "application/json"}

#: A request for something, and one that sends the book of W3, unless they are told otherwise.
GET = partial(Exchange, read=_read, headers=SENT)
SEND = partial(Exchange, read=_read, headers=SENT_JSON, body=json.dumps(BOOK_SENT, separators=(",", ":")).encode())


def answering(module: str, exchange: Exchange) -> Make:
    """Give what makes an application and has it answer."""
    return lambda: wsgi(_application(module), exchange)


#: The same by those who take part.
ours, by_hand, smorest = (partial(answering, f"{name}_http") for name in ("resty", "by_hand", "smorest"))


def _application(module: str) -> WSGI:
    # One of them is a peer that need not be installed.
    application: WSGI = import_module(f"{__package__}.applications.{module}").application()
    return application


def knowing(module: str, path: str, answer: Any) -> Contestant:
    """Give who asks for what the client has already. There is no content then, and it stands for the whole answer."""
    application = _application(module)
    headers = {**SENT, "If-None-Match": _tag(application, path)}
    whole = {(304, b""): answer}
    return wsgi(application, Exchange(path=path, headers=headers, read=lambda *answered: whole.get(answered, answered)))


def matching(module: str, path: str) -> Contestant:
    """Give who changes something in the state that it is in."""
    application = _application(module)
    headers = {**SENT_JSON, "If-Match": _tag(application, path)}
    return wsgi(application, SEND(path=path, method="PUT", headers=headers))


def _tag(application: WSGI, path: str) -> str:
    return Client(application).get(path).headers["ETag"]


def with_new_keys(exchange: Exchange) -> Contestant:
    """Give who sends a request with another key each time."""
    application, numbers = _application("resty_http"), count()

    def keyed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ["HTTP_IDEMPOTENCY_KEY"] = f'"8e03978e-40d5-43dd-{next(numbers):012}"'
        return application(environ, start_response)

    return wsgi(keyed, exchange)
