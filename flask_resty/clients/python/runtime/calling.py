"""One call, step by step: conditions, repetition, and what the answer means."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from .credentials import Auth
from .errors import BadAnswer
from .errors import ClientError
from .errors import Conflict
from .errors import refusal_of
from .messages import Request
from .messages import Response
from .messages import Steps
from .messages import with_fields
from .operations import Given
from .operations import Operation
from .operations import request_of
from .options import Answer
from .options import Options
from .options import tag_of
from .options import tagged
from .remembering import Seen
from .retrying import Retry

_SAFE = frozenset({"GET", "HEAD", "QUERY", "OPTIONS"})

#: What a field may have (RFC 9110, 5.5). A line end would begin another one.
_FIELD = re.compile(r"[\t -~\x80-\xff]*")


class Calls:
    """What a client knows: where the Api is, who calls, how often to try, and what was seen."""

    def __init__(self, base: str, named: Mapping[str, Any], auth: Auth, retry: Retry, seen: Seen) -> None:
        self.base, self.named, self.auth, self.retry, self.seen = base, named, auth, retry, seen

    def request(self, operation: Operation, given: Given, options: Options, *, is_streamed: bool = False) -> Request:
        """Give the request of a call.

        :raise Invalid: for all mistakes in what is given, before anything is sent.
        """
        request = request_of(operation, given, self.base, self.named)
        own = {name.title(): value for name, value in options.headers.items()}
        return Request(
            method=request.method,
            url=request.url,
            body=request.body,
            headers=with_fields(with_fields(request.headers, own), _managed(operation, given, options)),
            is_streamed=is_streamed,
        )

    def send(self, request: Request) -> Steps[Response]:
        """Send a request as who calls, again where that is safe."""
        return (yield from self.retry.run(request, lambda sent: self.auth.flow(sent, self._once)))

    def _once(self, request: Request) -> Steps[Response]:
        """Send a request as it goes out. What was seen before is asked for by its tag."""
        _refuse_breaks(request)
        may_keep = request.method == "GET" and not request.is_streamed and "If-None-Match" not in request.headers
        kept = self.seen.answer(request) if may_keep else None
        response: Response = yield request if kept is None else request.having(if_none_match=kept.headers.get("ETag"))
        if response.status == 304 and kept is not None:
            return self.seen.renew(request, kept, response)
        if may_keep:
            self.seen.keep(request, response)
        return response

    def answer(self, request: Request, options: Options) -> Steps[Answer]:
        """Send a request, and give what comes back."""
        response = yield from self.send(request)
        if not response.is_good:
            raise refusal_of(response)
        answer = _answer_of(response)
        if options.on_answer is not None:
            options.on_answer(answer)
        return answer

    def call(self, operation: Operation, given: Given, options: Options) -> Steps[Answer]:
        """Ask for an operation. A conflict tells of the state as it is now.

        :raise Refused: if the server does not do it.
        """
        request = self.request(operation, given, options)
        try:
            return (yield from self.answer(request, options))
        except Conflict as error:
            if operation.is_readable:
                yield from self._look(error, request.url)
            raise

    def _look(self, error: Conflict, url: str) -> Steps[None]:
        try:
            now = yield from self.answer(Request(method="GET", url=url, headers={"Accept": "application/json"}), Options())
        except ClientError:
            return
        error.current, error.etag = now.data, now.etag

    def opened(self, operation: Operation, given: Given, options: Options) -> Steps[Response]:
        """Ask for a stream, and give the answer as soon as it begins."""
        response = yield from self.send(self.request(operation, given, options, is_streamed=True))
        if not response.is_good:
            raise refusal_of(response)
        return response


def _refuse_breaks(request: Request) -> None:
    for name, value in request.headers.items():
        if not _FIELD.fullmatch(value):
            raise ValueError(f"The value of {name!r} has characters that no header field may have. Leave them out, or encode them.")


def _managed(operation: Operation, given: Given, options: Options) -> dict[str, str]:
    headers = {} if given.match is None else {"If-Match": tag_of(given.match)}
    if "idempotency-key" in operation.managed and operation.method not in _SAFE:
        # It is a string of structured fields (RFC 9651, 3.3.3).
        key = (options.idempotency_key or str(uuid.uuid4())).replace("\\", "\\\\").replace('"', '\\"')
        headers["Idempotency-Key"] = f'"{key}"'
    return headers


def _answer_of(response: Response) -> Answer:
    try:
        data = response.data()
    except (ValueError, RecursionError) as error:
        raise BadAnswer("The answer is not what it says to be.") from error
    etag = response.headers.get("ETag") or None
    return Answer(data=tagged(data, etag), status=response.status, headers=response.headers, etag=etag)
