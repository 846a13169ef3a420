"""A provider of OAuth 1.0: consumers, consent and tokens."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import pytest
from credentials.signing import SigningClient
from credentials.signing import elliptic_pem
from credentials.signing import public_pem
from flask import Flask
from flask import session as browser_session
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy import create_engine
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker
from werkzeug.test import TestResponse

from flask_resty import Api
from flask_resty import Resource
from flask_resty.auth import TokenPrincipal
from flask_resty.errors import ConfigError
from flask_resty.errors import ContractError
from flask_resty.oauth import Refusal
from flask_resty.oauth import client_created
from flask_resty.oauth import client_status_changed
from flask_resty.oauth import secret_rotated
from flask_resty.oauth import token_issued
from flask_resty.oauth import token_revoked
from flask_resty.oauth.one import Consumer
from flask_resty.oauth.one import OAuth1Provider
from flask_resty.oauth.one import TemporaryCredentials
from flask_resty.oauth.one import TokenCredentials
from flask_resty.oauth.one import metadata

HERE = "https://api.example"
BACK = "https://printer.example/ready?job=1"


class House:
    """An app with a provider, a resource behind it, and somebody who is logged in as soon as ``/login`` was asked for."""

    def __init__(self, engine: Engine, **options: Any) -> None:
        self.clock = [time.time()]
        self.sessions = sessionmaker(engine)
        self.app = Flask("house")
        self.app.secret_key = "a secret key"
        usual = {"session": self.sessions, "user": lambda: browser_session.get("user"), "login": "login", "now": lambda: self.clock[0]}
        self.provider = OAuth1Provider(**{**usual, **options})
        self.provider.init_app(self.app)
        self.app.add_url_rule("/login", "login", self._login)
        Api(self.app, middleware=[self.provider.authenticator(two_legged=True)]).resource("/me")(Me)

    def _login(self) -> str:
        browser_session["user"] = "ada"
        return "welcome"

    def consumer(self, **options: Any) -> SigningClient:
        """Register a consumer, and give who signs for it."""
        with self.app.app_context():
            consumer, secret = self.provider.consumers.create("Printer", **{"callbacks": [BACK], **options})
        return SigningClient(key=consumer.key, secret=secret or "")

    def browser(self, *, is_known: bool = True) -> FlaskClient:
        client = self.app.test_client()
        if is_known:
            client.get("/login", base_url=HERE)
        return client

    def post(self, path: str, signer: SigningClient) -> TestResponse:
        sent = replace(signer, more={"oauth_timestamp": str(int(self.clock[0])), **signer.more})("POST", f"{HERE}{path}")
        return self.app.test_client().post(path, base_url=HERE, headers={"Authorization": sent})

    def me(self, signer: SigningClient) -> TestResponse:
        sent = replace(signer, more={"oauth_timestamp": str(int(self.clock[0])), **signer.more})("GET", f"{HERE}/me")
        return self.app.test_client().get("/me", base_url=HERE, headers={"Authorization": sent})

    def ask(self, signer: SigningClient, callback: str | None = BACK) -> SigningClient:
        """Get a temporary token, and give who signs with it."""
        return with_token(signer, self.post("/oauth1/request_token", replace(signer, more={"oauth_callback": callback})))

    def consent(self, signer: SigningClient, browser: FlaskClient | None = None, answer: str = "allow") -> TestResponse:
        browser = browser or self.browser()
        address = f"/oauth1/authorize?oauth_token={signer.token}"
        page = browser.get(address, base_url=HERE)
        form = {"confirmation": hidden(page), "answer": answer}
        return browser.post(address, base_url=HERE, data=form)

    def trade(self, signer: SigningClient, verifier: str | None) -> TestResponse:
        return self.post("/oauth1/access_token", replace(signer, more={"oauth_verifier": verifier}))

    def token(self, signer: SigningClient) -> SigningClient:
        """Go all the way, and give who signs with the token."""
        asked = self.ask(signer)
        return with_token(signer, self.trade(asked, said(self.consent(asked))["oauth_verifier"]))


class Me(Resource):
    def get(self, principal: Any) -> Any:
        return {"id": principal.id, "client": principal.client_id}


def with_token(signer: SigningClient, answer: TestResponse) -> SigningClient:
    assert answer.status_code == 200, answer.text
    form = {name: value for name, (value,) in parse_qs(answer.text).items()}
    return replace(signer, token=form["oauth_token"], token_secret=form["oauth_token_secret"])


def hidden(page: TestResponse) -> str:
    found = re.search(r'name="confirmation" value="([0-9a-f]+)"', page.text)
    assert found, page.text
    return found[1]


def said(answer: TestResponse) -> dict[str, str]:
    """Give what a redirection says to the callback."""
    assert answer.status_code == 303
    assert answer.location.startswith(BACK + "&")
    return {name: value for name, (value,) in parse_qs(urlsplit(answer.location).query).items()}


Build = Callable[..., House]


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    engine = create_engine(f"sqlite:///{tmp_path / 'one.db'}")
    metadata.create_all(engine)
    yield lambda **options: House(engine, **options)
    engine.dispose()


@pytest.fixture
def house(build: Build) -> House:
    return build()


def rows(house: House, kind: Any) -> list[Any]:
    with house.sessions() as session:
        return list(session.scalars(select(kind)))


# -- the way through ---------------------------------------------------------------------------------------------------


def test_consumer_gets_a_token_and_acts_in_the_name_of_who_consented_J64(house: House) -> None:
    printer = house.consumer()
    token = house.token(printer)
    assert house.me(token).json == {"id": "ada", "client": printer.key}
    assert rows(house, TemporaryCredentials) == []


def test_consumer_may_come_for_itself_where_that_is_allowed(house: House) -> None:
    printer = house.consumer()
    assert house.me(printer).json == {"id": printer.key, "client": printer.key}


def test_answers_are_forms_that_nobody_keeps(house: House) -> None:
    answer = house.post("/oauth1/request_token", replace(house.consumer(), more={"oauth_callback": "oob"}))
    assert answer.mimetype == "application/x-www-form-urlencoded"
    assert answer.headers["Cache-Control"] == "no-store"
    assert sorted(parse_qs(answer.text)) == ["oauth_callback_confirmed", "oauth_token", "oauth_token_secret"]


@pytest.mark.parametrize("method", ["RSA-SHA1", "RSA-SHA256"])
def test_consumer_with_a_public_key_has_no_secret(build: Build, method: str) -> None:
    house = build(methods=[method])
    signer = replace(house.consumer(public_key=public_pem()), method=method)
    assert signer.secret == ""
    assert house.me(house.token(signer)).json["id"] == "ada"  # type: ignore[index]


def test_people_carry_the_verifier_over_where_there_is_no_callback(house: House) -> None:
    asked = house.ask(house.consumer(), "oob")
    page = house.consent(asked)
    found = re.search("<code>([0-9a-f]{20})</code>", page.text)
    assert page.status_code == 200 and found
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert house.me(with_token(asked, house.trade(asked, found[1]))).status_code == 200


def test_session_may_be_that_of_the_application(build: Build, house: House) -> None:
    session = scoped_session(house.sessions)
    same = build(session=session)
    assert same.me(same.token(same.consumer())).status_code == 200
    session.remove()


# -- consumers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["pending", "rejected", "revoked"])
def test_status_is_looked_at_at_every_request_X4_T84(house: House, status: Any) -> None:
    refused = house.consumer(status=status)
    assert house.me(refused).status_code == 401
    assert house.post("/oauth1/request_token", replace(refused, more={"oauth_callback": BACK})).status_code == 401
    house.provider.consumers.approve(refused.key)
    assert house.me(refused).status_code == 200


@pytest.mark.parametrize("verb", ["reject", "revoke"])
def test_what_a_consumer_had_is_dead_and_stays_so_X4(house: House, verb: str) -> None:
    printer = house.consumer()
    token, asked = house.token(printer), house.ask(printer)
    getattr(house.provider.consumers, verb)(printer.key)
    assert house.me(token).status_code == 401
    assert house.browser().get(f"/oauth1/authorize?oauth_token={asked.token}", base_url=HERE).status_code == 400
    house.provider.consumers.approve(printer.key)
    assert [house.me(token).status_code, house.me(printer).status_code] == [401, 200]


def test_consumer_that_is_turned_down_between_consent_and_token_gets_none(house: House) -> None:
    printer = house.consumer()
    asked = house.ask(printer)
    verifier = said(house.consent(asked))["oauth_verifier"]
    house.provider.consumers.reject(printer.key)
    assert house.trade(asked, verifier).status_code == 401


def test_secret_can_be_rotated(house: House) -> None:
    printer = house.consumer()
    with house.app.app_context():
        fresh = replace(printer, secret=house.provider.consumers.rotate_secret(printer.key))
    assert [house.me(printer).status_code, house.me(fresh).status_code] == [401, 200]


def test_what_signs_by_rsa_has_no_secret_to_rotate(house: House) -> None:
    scanner = house.consumer(public_key=public_pem())
    with pytest.raises(Refusal, match="has no secret"):
        house.provider.consumers.rotate_secret(scanner.key)


def test_signals_tell_of_consumers_and_tokens_J68(house: House) -> None:
    heard: list[tuple[str, Any]] = []

    def hear(sender: Any, **what: Any) -> None:
        assert sender is house.provider
        heard.append(tuple(sorted(name for name in what)))  # type: ignore[arg-type]

    for signal in (client_created, client_status_changed, secret_rotated, token_issued, token_revoked):
        signal.connect(hear)
    printer = house.consumer(status="pending")
    house.provider.consumers.approve(printer.key)
    house.provider.consumers.approve(printer.key)
    house.token(printer)
    (held,) = house.provider.tokens.list(subject="ada", consumer_key=printer.key)
    assert [house.provider.tokens.revoke(held.digest), house.provider.tokens.revoke(held.digest)] == [True, False]
    assert heard == [("client",), ("after", "before", "client"), ("grant", "scopes"), ("grant", "is_whole")]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"name": ""}, "invalid_client_metadata"),
        ({"status": "new"}, "invalid_client_metadata"),
        ({"public_key": "nonsense"}, "invalid_client_metadata"),
        ({"public_key": elliptic_pem()}, "invalid_client_metadata"),
        ({"callbacks": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"callbacks": ["http://printer.example/"]}, "invalid_redirect_uri"),
        ({"callbacks": ["oob"]}, "invalid_redirect_uri"),
        ({"description": "\u202egood"}, "invalid_client_metadata"),
        ({"description": "x" * 2001}, "invalid_client_metadata"),
    ],
    ids=[
        "name",
        "status",
        "no key",
        "key of another kind",
        "callback that runs",
        "callback in clear",
        "no callback",
        "unseen letters",
        "novel",
    ],
)
def test_consumer_that_cannot_be_is_refused(house: House, options: dict[str, Any], error: str) -> None:
    with house.app.app_context(), pytest.raises(Refusal) as caught:
        house.provider.consumers.create(**{"name": "Printer", **options})
    assert caught.value.error == error


@pytest.mark.parametrize("key", ["nobody", "", "ä", "\x00"])
def test_consumer_that_there_is_not(house: House, key: str) -> None:
    assert house.provider.consumers.find(key) is None
    with pytest.raises(Refusal, match="no such consumer"):
        house.provider.consumers.approve(key)


def test_consumers_are_listed(house: House) -> None:
    first, second = house.consumer(owner="ada"), house.consumer(status="pending")
    consumers = house.provider.consumers
    assert {one.key for one in consumers.list()} == {first.key, second.key}
    assert [one.key for one in consumers.list(status="pending")] == [second.key]
    assert [repr(one) for one in consumers.list(owner="ada")] == [f"<Consumer {first.key} approved>"]


# -- secrets -----------------------------------------------------------------------------------------------------------


def test_nothing_secret_is_kept_in_clear_X7(house: House, tmp_path: Path) -> None:
    printer = house.consumer()
    token, asked = house.token(printer), house.ask(printer)
    verifier = said(house.consent(asked))["oauth_verifier"]
    kept = (tmp_path / "one.db").read_bytes()
    for secret in (printer.secret, token.token, token.token_secret, asked.token, asked.token_secret, verifier):
        assert secret.encode() not in kept


def test_tokens_are_not_printed(house: House) -> None:
    with house.app.app_context():
        pair = house.provider.tokens.start(house.consumer().key, None)
    assert pair.token not in repr(pair) and pair.secret not in repr(pair)


def test_owner_that_no_column_takes_is_a_mistake(house: House) -> None:
    with pytest.raises(ContractError, match="1 to 255"):
        house.consumer(owner="x" * 256)


def test_secret_key_can_be_rotated(house: House) -> None:
    printer = house.consumer()
    token = house.token(printer)
    house.app.config.update(SECRET_KEY="another one", SECRET_KEY_FALLBACKS=["a secret key"])
    assert house.me(token).status_code == 200
    with house.app.app_context():
        assert house.provider.relock() == 2
    house.app.config.update(SECRET_KEY_FALLBACKS=[])
    assert house.me(token).status_code == 200


@pytest.mark.parametrize("work", ["read", "relock"])
def test_secrets_of_a_key_that_is_gone_are_the_operators_trouble(house: House, work: str) -> None:
    house.consumer()
    house.app.config.update(SECRET_KEY="another one")
    with house.app.app_context(), pytest.raises(ContractError, match="SECRET_KEY_FALLBACKS"):
        house.provider.relock() if work == "relock" else house.provider.authenticator()._signer(rows(house, Consumer)[0].key)


def test_app_without_a_secret_key_is_refused(house: House) -> None:
    with pytest.raises(ConfigError, match="no SECRET_KEY"):
        house.provider.init_app(Flask("bare"))


@pytest.mark.parametrize(
    "options", [{"user": None}, {"methods": ["MD5"]}, {"storage": "nonsense://"}, {"session": 7}, {"lifetime": -1}, {"account": 7}], ids=str
)
def test_mistakes_are_found_at_once(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        OAuth1Provider(options.pop("session", sessionmaker()), **{"user": lambda: None, "login": "/login", **options})


# -- the request token -------------------------------------------------------------------------------------------------


def test_tokens_are_never_the_same_X5(house: House) -> None:
    printer = house.consumer()
    tokens = {house.ask(printer).token for _ in range(5)}
    assert len(tokens) == 5 and min(map(len, tokens)) >= 43


@pytest.mark.parametrize(
    "callback", [None, "", "https://evil.example/", BACK + "&x=1", BACK.upper(), "OOB", "https://printer.example/ready", "javascript:1"]
)
def test_callback_is_registered_to_the_letter_X8(house: House, callback: str | None) -> None:
    answer = house.post("/oauth1/request_token", replace(house.consumer(), more={"oauth_callback": callback}))
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert rows(house, TemporaryCredentials) == []


def test_every_endpoint_takes_a_request_once_X6(house: House) -> None:
    printer = house.consumer()
    once = {"oauth_nonce": "once", "oauth_callback": "oob"}
    answers = [house.post("/oauth1/request_token", replace(printer, more=once)).status_code for _ in range(2)]
    assert answers == [200, 401]
    asked = house.ask(printer)
    verifier = said(house.consent(asked))["oauth_verifier"]
    more = {"oauth_nonce": "twice", "oauth_verifier": "wrong"}
    assert [house.post("/oauth1/access_token", replace(asked, more=more)).status_code for _ in range(2)] == [401, 401]
    assert house.post("/oauth1/access_token", replace(asked, more={**more, "oauth_verifier": verifier})).status_code == 401
    assert house.trade(asked, verifier).status_code == 200


@pytest.mark.parametrize("path", ["/oauth1/request_token", "/oauth1/access_token"])
@pytest.mark.parametrize("offset", [-301, 301, 10**8])
def test_timestamps_are_bounded_on_both_sides_X6(house: House, path: str, offset: int) -> None:
    asked = house.ask(house.consumer())
    signer = replace(asked, token="" if "request" in path else asked.token, token_secret="" if "request" in path else asked.token_secret)
    more = {"oauth_timestamp": str(int(house.clock[0]) + offset), "oauth_callback": "oob", "oauth_verifier": "x"}
    assert house.post(path, replace(signer, more=more)).status_code == 401


@pytest.mark.parametrize("path", ["/oauth1/request_token", "/oauth1/access_token"])
def test_unsigned_requests_get_the_challenge(house: House, path: str) -> None:
    answer = house.app.test_client().post(path, base_url=HERE, data={"oauth_consumer_key": "x"})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == 'OAuth realm="OAuth"'
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")


@pytest.mark.parametrize(
    ("base", "status"), [("http://api.example", 400), ("http://localhost:5000", 401), ("http://[::1]", 401), (HERE, 401)]
)
def test_secrets_are_given_out_over_tls_only(house: House, base: str, status: int) -> None:
    assert house.app.test_client().post("/oauth1/request_token", base_url=base).status_code == status


@pytest.mark.parametrize("path", ["/oauth1/request_token", "/oauth1/access_token"])
def test_get_is_not_served(house: House, path: str) -> None:
    assert house.app.test_client().get(path, base_url=HERE).status_code == 405


# -- the consent -------------------------------------------------------------------------------------------------------


def test_people_are_told_who_asks_and_for_what(house: House) -> None:
    asked = house.ask(house.consumer(description="<b>Prints</b>"))
    page = house.browser().get(f"/oauth1/authorize?oauth_token={asked.token}&oauth_callback=https://evil.example", base_url=HERE)
    assert page.status_code == 200
    for text in ("Printer", "&lt;b&gt;Prints", "ada", "act in your name", "printer.example"):
        assert text in page.text
    assert "evil.example" not in page.text + page.headers["Content-Security-Policy"]


def test_who_is_not_logged_in_is_sent_there_and_back(house: House) -> None:
    asked = house.ask(house.consumer())
    answer = house.browser(is_known=False).get(f"/oauth1/authorize?oauth_token={asked.token}", base_url="https://evil.example")
    path, _, query = answer.location.partition("?")
    assert (path, parse_qs(query)) == ("/login", {"next": [f"/oauth1/authorize?oauth_token={asked.token}"]})


def test_who_denies_is_sent_back_and_the_token_dies(house: House) -> None:
    asked = house.ask(house.consumer())
    assert said(house.consent(asked, answer="deny")) == {"job": "1", "oauth_token": asked.token, "oauth_problem": "user_refused"}
    assert rows(house, TemporaryCredentials) == []


def test_who_denies_without_a_callback_is_told(house: House) -> None:
    page = house.consent(house.ask(house.consumer(), "oob"), answer="deny")
    assert (page.status_code, "was not allowed anything" in page.text) == (200, True)


def test_form_of_another_session_is_refused_X9(house: House) -> None:
    asked, mallory, ada = house.ask(house.consumer()), house.browser(), house.browser()
    address = f"/oauth1/authorize?oauth_token={asked.token}"
    form = {"confirmation": hidden(mallory.get(address, base_url=HERE)), "answer": "allow"}
    ada.get(address, base_url=HERE)
    assert ada.post(address, base_url=HERE, data=form).status_code == 403


def test_form_about_another_token_is_refused_X9(house: House) -> None:
    printer, browser = house.consumer(), house.browser()
    first, second = house.ask(printer), house.ask(printer)
    form = {"confirmation": hidden(browser.get(f"/oauth1/authorize?oauth_token={first.token}", base_url=HERE)), "answer": "allow"}
    assert browser.post(f"/oauth1/authorize?oauth_token={second.token}", base_url=HERE, data=form).status_code == 403


@pytest.mark.parametrize(
    "form", [{"a": "b"}, {"answer": "allow"}, {"answer": "allow", "confirmation": "0" * 64}, {"confirmation": "ä"}], ids=str
)
def test_form_without_its_proof_is_refused_X9(house: House, form: dict[str, str]) -> None:
    asked, browser = house.ask(house.consumer()), house.browser()
    address = f"/oauth1/authorize?oauth_token={asked.token}"
    browser.get(address, base_url=HERE)
    assert browser.post(address, base_url=HERE, data=form).status_code == 403
    assert rows(house, TemporaryCredentials)[0].subject is None


@pytest.mark.parametrize("query", ["", "oauth_token=", "oauth_token=x", "oauth_token=%00", "oauth_token=%C3%A4", "oauth_token=%FF", "a=1"])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_unknown_tokens_get_a_page_and_no_redirection(house: House, query: str, verb: str) -> None:
    answer = getattr(house.browser(), verb)(f"/oauth1/authorize?{query}", base_url=HERE)
    assert (answer.status_code, answer.mimetype) == (400, "text/html")


def test_token_is_consented_to_once(house: House) -> None:
    asked = house.ask(house.consumer())
    house.consent(asked)
    assert house.browser().get(f"/oauth1/authorize?oauth_token={asked.token}", base_url=HERE).status_code == 400


def test_of_two_consents_at_once_one_counts(house: House) -> None:
    asked = house.ask(house.consumer())
    held = house.provider.tokens.temporary(asked.token)
    assert held is not None
    with ThreadPoolExecutor(4) as pool:
        verifiers = list(pool.map(lambda who: house.provider.tokens.allow(held.digest, who), "abcd"))
    assert len([verifier for verifier in verifiers if verifier]) == 1


def test_callback_that_was_taken_away_is_not_redirected_to_X8(house: House) -> None:
    printer = house.consumer()
    asked = house.ask(printer)
    with house.sessions.begin() as session:
        session.get(Consumer, printer.key).callbacks = []
    answer = house.browser().get(f"/oauth1/authorize?oauth_token={asked.token}", base_url=HERE)
    assert (answer.status_code, "not registered" in answer.text) == (400, True)


def test_user_without_an_id_breaks_the_contract(build: Build) -> None:
    house = build(user=object)
    house.app.testing = True
    asked = house.ask(house.consumer())
    with pytest.raises(ContractError, match="Give it an id"):
        house.browser().get(f"/oauth1/authorize?oauth_token={asked.token}", base_url=HERE)


# -- the access token --------------------------------------------------------------------------------------------------


def test_verifier_is_good_once(house: House) -> None:
    asked = house.ask(house.consumer())
    verifier = said(house.consent(asked))["oauth_verifier"]
    assert [house.trade(asked, verifier).status_code for _ in range(2)] == [200, 401]
    assert len(rows(house, TokenCredentials)) == 1


def test_of_two_who_come_at_once_one_gets_a_token(house: House) -> None:
    asked = house.ask(house.consumer())
    verifier = said(house.consent(asked))["oauth_verifier"]
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: house.trade(asked, verifier).status_code, range(4)))
    assert sorted(statuses) == [200, 401, 401, 401]


@pytest.mark.parametrize("verifier", ["wrong", "ä", "0" * 20])
def test_wrong_verifier_is_401(house: House, verifier: str) -> None:
    asked = house.ask(house.consumer())
    house.consent(asked)
    assert house.trade(asked, verifier).status_code == 401


@pytest.mark.parametrize(("verifier", "status"), [(None, 400), ("", 400), ("x", 401)])
def test_without_consent_there_is_no_token(house: House, verifier: str | None, status: int) -> None:
    assert house.trade(house.ask(house.consumer()), verifier).status_code == status


def test_temporary_token_of_another_consumer_is_401(house: House) -> None:
    asked, other = house.ask(house.consumer()), house.consumer()
    verifier = said(house.consent(asked))["oauth_verifier"]
    stolen = replace(other, token=asked.token, token_secret=asked.token_secret)
    assert house.trade(stolen, verifier).status_code == 401
    assert house.trade(asked, verifier).status_code == 200


def test_token_of_another_consumer_is_401(house: House) -> None:
    token, other = house.token(house.consumer()), house.consumer()
    assert house.me(replace(other, token=token.token, token_secret=token.token_secret)).status_code == 401


def test_temporary_tokens_end_and_are_cleared_away(house: House) -> None:
    printer = house.consumer()
    asked = house.ask(printer)
    verifier = said(house.consent(asked))["oauth_verifier"]
    house.clock[0] += 600
    assert house.trade(asked, verifier).status_code == 401
    assert house.browser().get(f"/oauth1/authorize?oauth_token={asked.token}", base_url=HERE).status_code == 400
    house.ask(printer)
    assert len(rows(house, TemporaryCredentials)) == 1


def test_temporary_token_is_none_for_resources_nor_the_other_way_round(house: House) -> None:
    printer = house.consumer()
    asked, token = house.ask(printer), house.token(printer)
    assert house.me(asked).status_code == 401
    assert house.trade(token, "x").status_code == 401


def test_revoked_token_is_401(house: House) -> None:
    token = house.token(house.consumer())
    (held,) = house.provider.tokens.list()
    assert (held.consumer.name, house.provider.tokens.revoke(held.digest)) == ("Printer", True)
    assert house.me(token).status_code == 401


@pytest.mark.parametrize("answer", ["Ada", None])
def test_application_may_make_its_own_principal(house: House, answer: str | None) -> None:
    asked: list[TokenPrincipal] = []

    def principal(given: TokenPrincipal) -> str | None:
        asked.append(given)
        return answer

    class Whoever(Resource):
        def get(self, principal: Any) -> Any:
            return principal

    token = house.token(house.consumer())
    app = Flask("other")
    app.secret_key = house.app.secret_key
    Api(app, middleware=[house.provider.authenticator(principal=principal)]).resource("/me")(Whoever)
    url, stamp = f"{HERE}/me", {"oauth_timestamp": str(int(house.clock[0]))}
    assert app.test_client().get("/me", base_url=HERE, headers={"Authorization": replace(token, secret="x")("GET", url)}).status_code == 401
    assert asked == []
    answered = app.test_client().get("/me", base_url=HERE, headers={"Authorization": replace(token, more=stamp)("GET", url)})
    assert (answered.status_code, [given.id for given in asked]) == (200 if answer else 401, ["ada"])
