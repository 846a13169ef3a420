"""The session of the app as credentials, and what protects it against other sites."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask import Request
from flask import Response
from flask import session as flask_session
from flask.sessions import SecureCookieSession
from flask.sessions import SessionInterface
from flask.testing import FlaskClient

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import public
from flask_resty import without
from flask_resty.auth import Authenticator
from flask_resty.auth import Session
from flask_resty.errors import ConfigError
from flask_resty.errors import ContractError

USERS = {name: Principal(id=name) for name in ("ann", "bob")}
CHALLENGE = 'Session realm="API"'
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def users() -> dict[str, Principal]:
    return dict(USERS)


@pytest.fixture
def app(users: dict[str, Principal]) -> Flask:
    """Give an app with a log-in, a log-out and a resource that changes something."""
    app = Flask("tests")
    app.config.update(SECRET_KEY="a key for tests", TESTING=True)
    session = Session(users.get, trusted_origins=["https://app.example"])
    api = Api(app, middleware=[session])

    @api.resource("/session")
    class Sessions(Resource):
        def get(self, principal: Principal) -> dict[str, str]:
            return {"id": principal.id, "csrf_token": session.csrf_token()}

        @without(Authenticator)
        def post(self) -> str:
            session.log_in(users["ann"])
            return "in"

        @without(Authenticator)
        def delete(self) -> str:
            session.log_out()
            return "out"

    @api.resource("/things", middleware=[public])
    class Things(Resource):
        def _who(self, principal: Principal | None) -> str:
            return principal.id if principal else "nobody"

        def get(self, principal: Any) -> str:
            return self._who(principal)

        def query(self, principal: Any) -> str:
            return self._who(principal)

        def post(self, principal: Any) -> str:
            app.extensions.setdefault("changes", []).append(principal)
            return self._who(principal)

        put = patch = delete = post

    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client that is logged in."""
    client = app.test_client()
    assert client.post("/session", headers=OWN).status_code == 200
    return client


def changes(app: Flask) -> int:
    return len(app.extensions.get("changes", ()))


# -- who calls -----------------------------------------------------------------------------------------------------------


def test_session_says_who_calls(client: FlaskClient) -> None:
    assert client.get("/session").json["id"] == "ann"  # type: ignore[index]


def test_without_a_user_nobody_calls_and_the_challenge_is_one_that_browsers_do_not_know(app: Flask) -> None:
    refused = app.test_client().get("/session")
    assert (refused.status_code, refused.headers.getlist("WWW-Authenticate")) == (401, [CHALLENGE])
    assert app.test_client().get("/things").json == "nobody"


@pytest.mark.parametrize("spoilt", ["{}x", "x{}", "", "{}{}", "...", "\x7f", "é", "x" * 3000])
def test_cookie_that_was_tampered_with_is_no_credentials(client: FlaskClient, spoilt: str) -> None:
    cookie = client.get_cookie("session")
    assert cookie is not None
    client.set_cookie("session", spoilt.replace("{}", cookie.value))
    assert client.get("/session").status_code == 401
    assert client.get("/things").json == "nobody"


def test_cookie_that_is_too_old_is_no_credentials(client: FlaskClient, app: Flask) -> None:
    app.config["PERMANENT_SESSION_LIFETIME"] = -1
    assert client.get("/session").status_code == 401


def test_user_who_may_not_come_in_any_more_is_refused_and_forgotten(client: FlaskClient, users: dict[str, Principal]) -> None:
    del users["ann"]
    refused = client.get("/things")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, CHALLENGE)
    assert client.get("/things").json == "nobody"


def test_key_and_loader_are_those_of_the_app() -> None:
    app = Flask("tests")
    app.secret_key = "x"

    async def load(number: int) -> str | None:
        return {0: "root"}.get(number)

    session = Session(load, key="uid")
    with app.test_request_context():
        flask_session["user_id"] = 0
        assert session.authenticate(Request({})) is None
        flask_session["uid"] = 0
        assert (session.authenticate(Request({})), session.is_tried(Request({}))) == ("root", True)


def test_answers_are_not_kept_or_vary_by_the_cookie(client: FlaskClient, app: Flask) -> None:
    assert client.get("/things").headers["Cache-Control"] == "no-store"
    assert "Cookie" in app.test_client().get("/things").headers["Vary"]


def test_other_requests_of_one_client_have_their_own_session(app: Flask, client: FlaskClient) -> None:
    assert [one.get("/things").json for one in (client, app.test_client(), client)] == ["ann", "nobody", "ann"]


def test_session_describes_itself(app: Flask) -> None:
    session = Session(USERS.get, realm="Blog")
    app.config["SESSION_COOKIE_NAME"] = "blog"
    assert session.security[0][0].definition == {"type": "apiKey", "in": "cookie", "name": "session"}
    with app.app_context():
        assert session.security[0][0] == ("session", {"type": "apiKey", "in": "cookie", "name": "blog"})
    assert repr(session) == "Session(key='user_id', realm='Blog')"
    assert session.challenges(error="insufficient_scope") == []


# -- log in, log out -----------------------------------------------------------------------------------------------------


def test_nothing_of_the_old_session_outlives_a_log_in(app: Flask, client: FlaskClient) -> None:
    with client.session_transaction() as planted:
        planted["role"] = "admin"
    client.post("/session", headers=OWN)
    with client.session_transaction() as renewed:
        assert set(renewed) == {"user_id", "flask_resty.csrf"}


def test_each_log_in_has_a_token_of_its_own(client: FlaskClient) -> None:
    first = client.get("/session").json["csrf_token"]  # type: ignore[index]
    client.post("/session", headers=OWN)
    second = client.get("/session").json["csrf_token"]  # type: ignore[index]
    assert first != second
    assert client.post("/things", headers={"X-CSRF-Token": first}).status_code == 403
    assert client.post("/things", headers={"X-CSRF-Token": second}).status_code == 200


def test_log_out_has_the_browser_forget_the_cookie(client: FlaskClient) -> None:
    client.delete("/session", headers=OWN)
    assert client.get_cookie("session") is None
    assert client.get("/session").status_code == 401


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_other_sites_log_nobody_in_or_out(app: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    stranger = app.test_client()
    assert stranger.post("/session", headers=headers).status_code == 403
    assert stranger.get_cookie("session") is None
    assert client.delete("/session", headers=headers).status_code == 403
    assert client.get("/session").status_code == 200


def test_principal_that_nothing_tells_from_others_cannot_be_remembered(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ContractError, match="no id"):
        Session(USERS.get).log_in(object())


class Stored(SecureCookieSession):
    """A session that is kept on the server, under the number in its cookie."""

    sid = ""


class Store(SessionInterface):
    """Keeps sessions as Flask-Session does; also empty ones, under whatever number a client has made up."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}

    def open_session(self, app: Flask, request: Request) -> Stored:
        sid = request.cookies.get("session", "first")
        opened = Stored(self.kept.get(sid))
        opened.sid = sid
        return opened

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        self.kept[session.sid] = dict(session)
        response.set_cookie("session", session.sid)

    def regenerate(self, session: Any) -> None:
        if session:
            self.kept.pop(session.sid, None)
            session.sid += "-renewed"


@pytest.mark.parametrize("kept", [{}, {"user_id": "bob"}])
def test_session_on_the_server_gets_another_number_with_the_log_in(app: Flask, kept: dict[str, Any]) -> None:
    app.session_interface = store = Store()
    store.kept["planted"] = kept
    attacker, victim = app.test_client(), app.test_client()
    for client in (attacker, victim):
        client.set_cookie("session", "planted")
    victim.post("/session", headers=OWN)
    attacker.set_cookie("session", "planted")
    assert (victim.get("/things").json, attacker.get("/things").json) == ("ann", "nobody")


# -- forgery (X14, X9) ---------------------------------------------------------------------------------------------------

FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://sub.localhost"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-origin, cross-site"},
    {"Sec-Fetch-Site": "Same-Origin"},
    {"Sec-Fetch-Site": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost, http://localhost"},
    {"Origin": "http://localhost@evil.example"},
    {"Origin": "https://app.example.evil.example"},
    {"Origin": "http://app.example"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_page_of_another_origin_changes_nothing_X14(app: Flask, client: FlaskClient, method: str, headers: dict[str, str]) -> None:
    refused = client.open("/things", method=method, headers=headers)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (403, "csrf")  # type: ignore[index]
    assert refused.json["errors"][0]["pointer"] == "/Origin"  # type: ignore[index]
    assert changes(app) == 0


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_token_does_not_outweigh_what_the_browser_says(client: FlaskClient, headers: dict[str, str]) -> None:
    token = client.get("/session").json["csrf_token"]  # type: ignore[index]
    assert client.post("/things", headers={**headers, "X-CSRF-Token": token}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://localhost"},
        {"Origin": "https://app.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://app.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://app.example"},
    ],
    ids=str,
)
def test_own_and_trusted_pages_may_change_something(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/things", headers=headers).json == "ann"


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "application/json", None]
)
def test_content_of_any_type_is_protected(app: Flask, client: FlaskClient, content_type: str | None) -> None:
    refused = client.post("/things", data=b"{}", content_type=content_type, headers={"Origin": "https://evil.example"})
    assert (refused.status_code, changes(app)) == (403, 0)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("method", ["GET", "HEAD", "QUERY", "OPTIONS"])
def test_safe_methods_are_free(client: FlaskClient, method: str, headers: dict[str, str]) -> None:
    assert client.open("/things", method=method, headers=headers).status_code in {200, 204}


@pytest.mark.parametrize("token", [None, "", "x", "none", "é", "x" * 5000, "\x01"])
def test_sender_that_does_not_say_needs_the_token_of_the_session(app: Flask, client: FlaskClient, token: str | None) -> None:
    refused = client.post("/things", headers={} if token is None else {"X-CSRF-Token": token})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (403, "/X-CSRF-Token")  # type: ignore[index]
    assert changes(app) == 0
    assert token is None or len(token) < 4 or token not in refused.text


def test_token_of_another_session_is_none_X9(app: Flask, client: FlaskClient) -> None:
    other = app.test_client()
    other.post("/session", headers=OWN)
    tokens = [one.get("/session").json["csrf_token"] for one in (client, other)]  # type: ignore[index]
    assert [client.post("/things", headers={"X-CSRF-Token": token}).status_code for token in tokens] == [200, 403]


@pytest.mark.parametrize("token", ["", "None", "x"])
def test_session_that_has_no_token_is_fitted_by_none(app: Flask, token: str) -> None:
    client = app.test_client()
    with client.session_transaction() as made_by_the_app:
        made_by_the_app["user_id"] = "bob"
    assert client.post("/things", headers={"X-CSRF-Token": token}).status_code == 403
    token = client.get("/session").json["csrf_token"]  # type: ignore[index]
    assert client.post("/things", headers={"X-CSRF-Token": token}).json == "bob"


def test_nobody_is_not_protected_for_there_is_nothing_to_abuse(app: Flask) -> None:
    assert app.test_client().post("/things", headers={"Origin": "https://evil.example"}).json == "nobody"


def test_own_origin_is_that_of_the_host_that_was_asked(client: FlaskClient) -> None:
    at = "https://localhost:8443"
    assert client.post("/things", base_url=at, headers={"Origin": at}).status_code == 200
    assert client.post("/things", base_url=at, headers={"Origin": "https://localhost"}).status_code == 403
    assert client.post("/things", base_url="https://localhost:443", headers={"Origin": "https://localhost"}).status_code == 200


@pytest.mark.parametrize(
    "origins",
    [
        "*",
        "null",
        ["https://app.example/"],
        ["app.example"],
        ["https://*.example"],
        [None],
        "https://App.example",
        ["https://a.example:443"],
    ],
    ids=str,
)
def test_origin_that_no_browser_sends_cannot_be_trusted(origins: Any) -> None:
    with pytest.raises(ConfigError, match="cannot trust"):
        Session(USERS.get, trusted_origins=origins)


# -- at the start --------------------------------------------------------------------------------------------------------


def declare(app: Flask, *sessions: Session) -> None:
    for number, session in enumerate(sessions or [Session(USERS.get)]):
        api = Api(app, url_prefix=f"/{number}", middleware=[session])

        @api.resource("/", endpoint=f"thing{number}")
        class Thing(Resource):
            def get(self) -> None: ...


def test_app_without_a_key_cannot_have_sessions() -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        declare(Flask("tests"))


def test_sessions_that_are_not_signed_need_no_key() -> None:
    app = Flask("tests")
    app.session_interface = Store()
    declare(app)


def use_from(app: Flask, host: str) -> None:
    client = app.test_client()
    with client.session_transaction(base_url=f"http://{host}") as kept:
        kept["user_id"] = "ann"
    for path in ("/0/", "/1/"):
        client.get(path, base_url=f"http://{host}")


def test_weak_cookie_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    app = Flask("tests")
    app.secret_key = "x"
    declare(app, Session(USERS.get), Session(USERS.get))
    use_from(app, "api.example")
    [message] = caplog.messages
    assert "SESSION_COOKIE_SECURE = True, SESSION_COOKIE_SAMESITE = 'Lax'" in message


@pytest.mark.parametrize(
    ("host", "config"),
    [
        ("api.example", {"TESTING": True}),
        ("api.example", {"DEBUG": True}),
        ("api.example", {"SESSION_COOKIE_SECURE": True, "SESSION_COOKIE_SAMESITE": "Strict"}),
        ("127.0.0.1:5000", {}),
        ("localhost", {}),
    ],
    ids=str,
)
def test_nothing_is_said_in_development_or_of_a_safe_cookie(caplog: pytest.LogCaptureFixture, host: str, config: dict[str, Any]) -> None:
    app = Flask("tests")
    app.config.update(SECRET_KEY="x", **config)
    declare(app)
    use_from(app, host)
    assert caplog.messages == []


def test_what_cannot_be_called_is_refused() -> None:
    with pytest.raises(ConfigError, match="Session cannot call"):
        Session(USERS)  # type: ignore[arg-type]
