"""Say who calls by a session, as browsers do."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from http.cookies import CookieError
from http.cookies import Morsel
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from urllib.parse import urljoin

from .credentials import OneByOne
from .credentials import Send
from .credentials import as_own_page
from .credentials import with_cookies
from .errors import Refused
from .messages import Request
from .messages import Response
from .messages import Steps


class CookieSession:
    """A session that a cookie stands for. It is begun by a form, which is sent before the first request, and again when the session ended.

    :param log_in: where the form is sent; a relative address is relative to that of the request. Without one the cookies are yours.
    :param form: the names and values of the form, such as name and password.
    :param cookies: cookies that are there already.
    :param csrf_token: the token that shows a request to be meant, or a function that gives it. Without one the request says that it
        comes from the server's own pages, which is true of no other site.
    """

    def __init__(
        self,
        log_in: str | None = None,
        form: Mapping[str, str] | None = None,
        *,
        cookies: Mapping[str, str] | None = None,
        csrf_token: str | Callable[[], str] | None = None,
    ) -> None:
        self._log_in, self._form = log_in, dict(form or {})
        self.cookies = dict(cookies or {})
        self._csrf_token = csrf_token
        self._begun, self._beginning = 0, OneByOne()

    def flow(self, request: Request, send: Send) -> Steps[Response]:
        """Send the request within the session."""
        if not self.cookies and self._log_in is not None:
            yield from self._beginning.run(lambda: not self.cookies, lambda: self._begin(request, send))
        begun = self._begun
        response = yield from self._send(request, send)
        if response.status == 401 and self._log_in is not None and request.is_repeatable:
            yield from self._beginning.run(lambda: begun == self._begun, lambda: self._begin(request, send))
            response = yield from self._send(request, send)
        return response

    def _begin(self, request: Request, send: Send) -> Steps[None]:
        self.cookies.clear()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        url = urljoin(request.url, self._log_in or "")
        response = yield from self._send(Request(method="POST", url=url, headers=headers, body=urlencode(self._form).encode()), send)
        if response.status >= 400 or not self.cookies:
            raise Refused(response.status, {"title": "No session was begun", "detail": "The log-in was refused."}, response.headers)
        self._begun += 1

    def _send(self, request: Request, send: Send) -> Steps[Response]:
        response = yield from send(self._with_token(with_cookies(request, dict(self.cookies))))
        for line in response.headers.all("Set-Cookie"):
            self._take(line)
        return response

    def _with_token(self, request: Request) -> Request:
        if self._csrf_token is None:
            return as_own_page(request)
        token = self._csrf_token if isinstance(self._csrf_token, str) else self._csrf_token()
        return request.having(x_csrf_token=token)

    def _take(self, line: str) -> None:
        try:
            told: Mapping[str, Morsel[str]] = SimpleCookie(line)
        except CookieError:
            return
        for name, morsel in told.items():
            self.cookies.pop(name, None)
            # This is how a cookie is taken back (RFC 6265, 3.1).
            if morsel["max-age"] != "0" and morsel.value:
                self.cookies[name] = morsel.coded_value
