"""What will go, and when: Deprecation (RFC 9745), Sunset (RFC 8594) and their links."""

from __future__ import annotations

from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta
from datetime import timezone
from typing import Any

import pytest
from flask import Flask
from flask import Response
from flask import url_for

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Problem
from flask_resty import Resource
from flask_resty.auth import Bearer
from flask_resty.middleware import CORS
from flask_resty.middleware import Deprecated

SINCE = date(2030, 1, 1)
PAGE = "https://docs.example/v1"


class Item(Resource):
    """Has a verb that works and one that fails."""

    def get(self, id: int) -> Any:
        return {}

    def put(self, id: int) -> Any:
        raise Problem(409)


def fetch(app: Flask, *middleware: Any, path: str = "/v1/item/7", method: str = "GET", **sent: str) -> Response:
    Api(app, url_prefix="/v1", middleware=middleware).resource("/item/<int:id>")(Item)
    return app.test_client().open(path, method=method, headers=sent)


@pytest.mark.parametrize(
    ("since", "sent"),
    [
        (datetime(2023, 6, 30, 23, 59, 59, tzinfo=UTC), "@1688169599"),
        (datetime(2023, 7, 1, 1, 59, 59, tzinfo=timezone(timedelta(hours=2))), "@1688169599"),
        (datetime(2023, 6, 30, 23, 59, 59, 999999), "@1688169599"),
        (date(1970, 1, 2), "@86400"),
        (date(1969, 12, 31), "@-86400"),
    ],
    ids=str,
)
def test_deprecation_is_a_structured_date(app: Flask, since: date, sent: str):
    """RFC 9745, 2.1: an Item whose type is Date (RFC 9651, 3.3.7)."""
    assert fetch(app, Deprecated(since)).headers["Deprecation"] == sent


def test_sunset_is_an_http_date(app: Flask):
    """RFC 8594, 3."""
    headers = fetch(app, Deprecated(SINCE, sunset=date(2030, 7, 1))).headers
    assert (headers["Deprecation"], headers["Sunset"]) == ("@1893456000", "Mon, 01 Jul 2030 00:00:00 GMT")


def test_what_is_not_said_is_not_sent(app: Flask):
    headers = fetch(app, Deprecated(SINCE)).headers
    assert not {"Sunset", "Link"} & set(headers.keys())


def test_links_tell_more(app: Flask):
    """RFC 9745, 3; RFC 8594, 6; RFC 5829, 3.4."""
    entry = Deprecated(SINCE, link=PAGE, sunset_link=f"{PAGE}#end", type="text/html", successor="/v2/item")
    assert fetch(app, entry).headers["Link"] == (
        f'<{PAGE}>; rel="deprecation"; type="text/html", <{PAGE}#end>; rel="sunset"; type="text/html", </v2/item>; rel="successor-version"'
    )


def test_successor_may_depend_on_the_request(app: Flask):
    app.add_url_rule("/v2/item/<int:id>", "v2", lambda id: "")
    entry = Deprecated(SINCE, successor=lambda request: url_for("v2", **request.view_args))
    assert fetch(app, entry).headers["Link"] == '</v2/item/7>; rel="successor-version"'


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/none", 404), ("POST", "/v1/item/7", 405)])
def test_what_routing_refuses_is_deprecated_too_but_has_no_links(app: Flask, method: str, path: str, status: int):
    """There are no path variables that a successor could be made of."""
    entry = Deprecated(SINCE, successor=lambda request: url_for("v2", **request.view_args))
    response = fetch(app, entry, path=path, method=method)
    assert (response.status_code, response.headers["Deprecation"], "Link" in response.headers) == (status, "@1893456000", False)


@pytest.mark.parametrize(("method", "sent", "status"), [("PUT", "Bearer ann", 409), ("GET", "Bearer bob", 401), ("GET", "", 401)])
def test_errors_tell_it_too(app: Flask, method: str, sent: str, status: int):
    """RFC 9745, 2: it is said of the resource, whatever the answer is."""
    bearer = Bearer(verify=lambda token: token if token == "ann" else None)
    response = fetch(app, bearer, Deprecated(SINCE), method=method, Authorization=sent)
    assert (response.status_code, response.headers["Deprecation"]) == (status, "@1893456000")


def test_scripts_of_other_origins_see_the_fields(app: Flask):
    exposed = fetch(app, CORS("*"), Deprecated(SINCE), Origin="https://a.example").headers["Access-Control-Expose-Headers"]
    assert {"Deprecation", "Link", "Sunset"} <= set(exposed.split(", "))


def test_one_verb_can_be_deprecated(app: Flask):
    class Mixed(Resource):
        def get(self) -> Any:
            return {}

        @Deprecated(SINCE)
        def post(self) -> Any:
            return {}

    Api(app).resource("/mixed")(Mixed)
    client = app.test_client()
    assert "Deprecation" not in client.get("/mixed").headers
    assert client.post("/mixed").headers["Deprecation"] == "@1893456000"


def test_nearest_one_counts_and_readers_find_it(app: Flask):
    api = Api(app, middleware=[Deprecated(SINCE)])
    api.resource("/item/<int:id>", middleware=[Deprecated(date(2031, 1, 1), sunset=date(2032, 1, 1))])(Item)
    stack = next(iter(api.operations(app))).stack
    (entry,) = (placed.entry for placed in stack if placed.entry.once == "deprecation")
    assert isinstance(entry, Deprecated)
    assert (entry.since, entry.sunset) == (datetime(2031, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"since": SINCE, "sunset": date(2029, 12, 31)}, r"stops to work before it is deprecated \(RFC 9745, 4\)\. Correct"),
        ({"since": "2030-01-01"}, r"^Deprecated\(since='2030-01-01'\) is no day\. Give a date"),
        ({"since": SINCE, "sunset": 5}, r"^Deprecated\(sunset=5\) is no day"),
        ({"since": SINCE, "type": "text/html"}, "has type='text/html', but nothing of this type"),
        ({"since": SINCE, "link": 5}, "leads to 5, which is no reference"),
        ({"since": SINCE, "successor": "http://[::1"}, "which is no reference"),
        ({"since": SINCE, "link": PAGE, "type": "caf\u00e9"}, "cannot be an attribute of a link"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused(said: dict[str, Any], told: str):
    with pytest.raises(ConfigError, match=told):
        Deprecated(**said)


def test_sunset_may_come_with_the_deprecation():
    assert Deprecated(SINCE, sunset=SINCE).sunset == datetime(2030, 1, 1, tzinfo=UTC)


def test_it_explains_itself():
    assert repr(Deprecated(SINCE)) == "Deprecated('2030-01-01 00:00:00+00:00')"
    assert repr(Deprecated(SINCE, sunset=SINCE, link=PAGE)) == (
        f"Deprecated('2030-01-01 00:00:00+00:00', sunset='2030-01-01 00:00:00+00:00', link='{PAGE}')"
    )
