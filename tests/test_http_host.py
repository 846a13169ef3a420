"""The host of a request: it has to be there, once, and to be one."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from flask_resty import Api
from flask_resty import Resource
from flask_resty.http.host import host_fault
from flask_resty.http.host import is_host
from flask_resty.http.host import is_loopback
from flask_resty.middleware import CORS


class Things(Resource):
    def get(self) -> Any:
        return []


def serve(app: Flask, prefix: str | None = "/api", **options: Any) -> Flask:
    Api(app, url_prefix=prefix, **options).resource("/things")(Things)
    app.add_url_rule("/page", view_func=lambda: "page")
    app.add_url_rule("/api/page", view_func=lambda: "page", endpoint="api_page")
    return app


def answer(app: Flask, path: str, host: str | None, method: str = "GET", **more: Any) -> Response:
    """Ask as a server would hand it on; ``None`` is a request without the field."""
    environ = EnvironBuilder(path, method=method).get_environ() | {"REQUEST_METHOD": method} | more
    del environ["HTTP_HOST"]
    return Response(*run_wsgi_app(app, environ | ({} if host is None else {"HTTP_HOST": host})))


def code(response: Any) -> str:
    """Give the code of the only fault of a 400."""
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    (fault,) = response.json["errors"]
    assert (fault["location"], fault["pointer"]) == ("headers", "/Host")
    return str(fault["code"])


GOOD = [
    "localhost",
    "LOCALHOST:80",
    "api.example:",
    "a.example.",
    "10.0.0.1:8000",
    "[::1]",
    "[2001:db8::ffff:1.2.3.4]:443",
    "app_server",
    "a--b",
]
BAD = [
    "a,b",
    "localhost, localhost",
    "localhost,localhost",
    "a b",
    " ",
    "a/b",
    "a@b",
    "user:pass@a",
    "a:b",
    "a:80:80",
    "a:123456",
    "a:65536",
    ":80",
    "a\\b",
    "a?b",
    "a#b",
    "a%00b",
    "a%",
    "a\0",
    "a\n",
    "a\r\nX: y",
    "\xff",
    "\xe4.example",
    "<script>",
    '"a"',
    "[",
    "[]",
    "[::1",
    "::1",
    "[::1]x",
    "[1::2::3]",
    "[fe80::1%25eth0]",
    "http://a",
    "a" * 70_000 + "/",
]


@pytest.mark.parametrize("host", GOOD)
def test_host_passes(app: Flask, host: str) -> None:
    assert is_host(host)
    assert answer(serve(app), "/api/things", host).json == []


@pytest.mark.parametrize("host", BAD, ids=lambda host: repr(host[:20]))
@pytest.mark.parametrize("protocol", ["HTTP/1.1", "HTTP/1.0", "HTTP/2"])
def test_host_that_is_none_or_two_is_400(app: Flask, host: str, protocol: str) -> None:
    response = answer(serve(app), "/api/things", host, SERVER_PROTOCOL=protocol)
    assert code(response) == "malformed"
    assert len(host) < 3 or host.encode() not in response.data


@pytest.mark.parametrize("host", [None, ""])
def test_missing_host_is_400(app: Flask, host: str | None) -> None:
    # RFC 9112, 3.2.
    assert code(answer(serve(app), "/api/things", host)) == "required"


@pytest.mark.parametrize("host", [None, ""])
def test_old_protocol_needs_no_host(app: Flask, host: str | None) -> None:
    assert answer(serve(app), "/api/things", host, SERVER_PROTOCOL="HTTP/1.0").json == []


@pytest.mark.parametrize("prefix", ["/api", None])
@pytest.mark.parametrize("method", ["HEAD", "PUT", "OPTIONS", "FROBNICATE", "get"])
def test_host_counts_before_the_method(app: Flask, method: str, prefix: str | None) -> None:
    path = f"{prefix or ''}/things"
    for host in (None, "a,b"):
        assert answer(serve(Flask("tests"), prefix), path, host, method).status_code == 400


@pytest.mark.parametrize("path", ["/api/nope", "/api", "/api//things", "/api/things/"])
def test_host_counts_where_routing_finds_nothing(app: Flask, path: str) -> None:
    assert code(answer(serve(app), path, None)) == "required"


@pytest.mark.parametrize(("path", "status"), [("/page", 200), ("/api/page", 200), ("/nope", 404)])
def test_views_of_the_app_are_left_alone(app: Flask, path: str, status: int) -> None:
    for host in (None, "a,b"):
        assert answer(serve(Flask("tests")), path, host).status_code == status


def test_refusal_passes_the_edge(app: Flask) -> None:
    app = serve(app, middleware=[CORS("*")])
    response = answer(app, "/api/things", "a,b", HTTP_ORIGIN="https://a.example")
    assert (code(response), response.headers["Access-Control-Allow-Origin"]) == ("malformed", "*")


@pytest.mark.parametrize(("prefix", "path"), [("/api", "/api/things"), ("/api", "/api/nope"), (None, "/things")])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_host_that_the_app_does_not_trust_is_a_problem(app: Flask, prefix: str | None, path: str, method: str) -> None:
    app.config["TRUSTED_HOSTS"] = ["good.example"]
    app = serve(app, prefix)
    response = answer(app, path, "evil.example", method)
    assert code(response) == "untrusted"
    assert b"evil" not in response.data
    assert answer(app, "/page", "evil.example").mimetype == "text/html"
    assert answer(app, path, "good.example").status_code in {200, 404}


@pytest.mark.parametrize("prefix", ["/api", ""])
def test_web_socket_is_refused_by_a_problem(app: Flask, prefix: str) -> None:
    client = serve(app, prefix or None).test_client()
    response = client.get(f"{prefix}/things", headers={"Connection": "upgrade", "Upgrade": "websocket"})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (400, "/Upgrade")


def test_what_is_remembered_has_an_end() -> None:
    assert is_host.cache_info().maxsize


def test_other_protocols_bring_the_host_in_their_own_way() -> None:
    assert host_fault({"SERVER_PROTOCOL": "HTTP/2"}) is None


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:5000", "127.0.0.1", "127.8.9.1:80", "[::1]", "[::1]:8443"])
def test_machine_itself_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", ":80", "localhost.example", "127.0.0.1.example", "10.0.0.1", "[::2]:80", "::1", "[", "127.1", "0.0.0.0"]
)
def test_other_hosts_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)
