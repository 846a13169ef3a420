"""User name and a hash of the password."""

from __future__ import annotations

import hashlib
import hmac
import re
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any
from unicodedata import normalize

import httpx
import pytest
import requests
from clock import Clock
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields
from requests.auth import HTTPDigestAuth
from servers.running import COMMANDS
from servers.running import running
from werkzeug.test import TestResponse

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import requires
from flask_resty.auth import HA1
from flask_resty.auth import AnyOf
from flask_resty.auth import Backoff
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.auth import Digest
from flask_resty.auth.nonces import Nonces

PASSWORDS = {"ada": "lovelace", "zoë": "p\u00e9", 'quo"te\\': "back\\slash"}
HASHES = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}


def secret(username: str) -> tuple[str, str] | None:
    return (PASSWORDS[username], username) if username in PASSWORDS else None


class Me(Resource):
    def get(self, principal: Any) -> Any:
        return {"id": principal}

    def put(self, principal: Any) -> Any:
        return {"id": principal}


class DigestQuestion(Schema):
    q = fields.Str()


class Rest(Resource):
    @accepts(DigestQuestion, location="query")
    def get(self, principal: Any, rest: str, query: Any) -> Any:
        return {"id": principal}

    @accepts(DigestQuestion, location="query")
    def put(self, principal: Any, rest: str, query: Any) -> Any:
        return {"id": principal}


def app_with(*stack: Any, key: str | None = "key") -> Flask:
    app = Flask("tests")
    app.config["SECRET_KEY"] = key
    api = Api(url_prefix="/api", middleware=stack)
    api.resource("/me")(Me)
    api.resource("/me/<path:rest>")(Rest)
    api.init_app(app)
    return app


@pytest.fixture
def app(clock: Clock) -> Flask:
    return app_with(Digest(secret, now=clock))


def challenges(response: TestResponse) -> list[str]:
    return response.headers.getlist("WWW-Authenticate")


def nonce_of(challenge: str) -> str:
    return challenge.partition('nonce="')[2].partition('"')[0]


def nonce_from(app: Flask) -> str:
    return next(filter(None, map(nonce_of, challenges(app.test_client().get("/api/me")))))


def parameters(nonce: str, **given: str) -> dict[str, str]:
    """Answer a challenge: the parameters with their quotation marks."""
    said = {"username": "ada", "realm": "API", "uri": "/api/me", "algorithm": "SHA-256", "nc": "00000001", "cnonce": "c", "qop": "auth"}
    said |= {"nonce": nonce, "method": "GET", "password": "lovelace"} | given

    def h(*parts: str) -> str:
        return HASHES[said["algorithm"]](":".join(parts).encode()).hexdigest()

    a1, a2 = h(said["username"], said["realm"], said["password"]), h(said["method"], said["uri"])
    response = h(a1, nonce, said["nc"], said["cnonce"], said["qop"], a2)
    quoted = {name: f'"{said[name]}"' for name in ("username", "realm", "nonce", "uri", "cnonce")}
    return {**quoted, "response": f'"{response}"', **{name: said[name] for name in ("algorithm", "qop", "nc")}}


def written(parameters: dict[str, str]) -> str:
    return "Digest " + ", ".join(f"{name}={value}" for name, value in parameters.items())


def ask(app: Flask, authorization: str, path: str = "/api/me", method: str = "GET", **more: Any) -> TestResponse:
    return app.test_client().open(path, method=method, headers={"Authorization": authorization}, **more)


def answered(app: Flask, **given: str) -> TestResponse:
    return ask(app, written(parameters(nonce_from(app), **given)))


def answered_by(app: Flask, digest: Digest, **given: str) -> TestResponse:
    """Answer a challenge of another one of the same realm and key, as another process has it."""
    with app.app_context():
        nonce = nonce_of(digest.challenges()[0])
    return ask(app, written(parameters(nonce, **given)))


# Challenges


def test_anonymous_caller_gets_a_challenge_for_each_algorithm_the_best_first(app: Flask) -> None:
    shape = 'Digest realm="API", qop="auth", algorithm={}, nonce="[!-~]+", opaque="[0-9a-f]+", charset="UTF-8"'
    best, other = challenges(app.test_client().get("/api/me"))
    assert re.fullmatch(shape.format("SHA-256"), best)
    assert re.fullmatch(shape.format("MD5"), other)


def test_each_challenge_has_a_new_nonce(app: Flask) -> None:
    assert len({nonce_from(app) for _ in range(10)}) == 10


def test_only_the_algorithms_that_are_named_are_offered() -> None:
    app = app_with(Digest(secret, algorithms=["SHA-256"]))
    assert len(challenges(app.test_client().get("/api/me"))) == 1
    assert answered(app, algorithm="SHA-256").status_code == 200
    assert answered(app, algorithm="MD5").status_code == 400


def test_challenges_of_both_algorithms_survive_among_others() -> None:
    app = app_with(AnyOf(Bearer(lambda token: None), Digest(secret), Basic(secret=secret)))
    listed = challenges(app.test_client().get("/api/me"))
    assert [challenge.split(" ")[0] for challenge in listed] == ["Bearer", "Digest", "Digest", "Basic"]
    listed = challenges(answered(app, password="wrong"))
    assert [challenge.split(" ")[0] for challenge in listed] == ["Digest", "Digest", "Bearer", "Basic"]
    assert answered(app).json == {"id": "ada"}


def test_two_realms_are_asked_in_turn() -> None:
    other = Digest(secret, realm="Other")
    app = app_with(AnyOf(Digest(secret), other))
    with app.app_context():
        nonce = nonce_of(other.challenges()[0])
    assert ask(app, written(parameters(nonce, realm="Other"))).json == {"id": "ada"}
    assert is_stale(ask(app, written(parameters(nonce, realm="API"))))


def test_there_is_no_challenge_for_what_digest_has_no_words_for() -> None:
    app = app_with(Digest(secret), requires("write"))
    refused = answered(app)
    assert (refused.status_code, challenges(refused)) == (403, [])


def test_public_lets_who_has_no_credentials_in_but_not_who_has_bad_ones() -> None:
    app = app_with(Digest(secret), public)
    assert app.test_client().get("/api/me").status_code == 200
    assert ask(app, "Digest x").status_code == 400
    assert answered_by(app, Digest(secret), password="wrong").status_code == 401


# Good credentials


@pytest.mark.parametrize("algorithm", HASHES)
def test_right_answer_is_let_in(app: Flask, algorithm: str) -> None:
    assert answered(app, algorithm=algorithm).json == {"id": "ada"}


def test_an_answer_without_an_algorithm_is_md5(app: Flask) -> None:
    given = parameters(nonce_from(app), algorithm="MD5")
    del given["algorithm"]
    assert ask(app, written(given)).json == {"id": "ada"}


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
def test_method_is_part_of_the_answer(app: Flask, method: str) -> None:
    given = parameters(nonce_from(app), method=method)
    assert ask(app, written(given), method=method).status_code == 200
    other = parameters(nonce_from(app), method="DELETE")
    assert ask(app, written(other), method=method).status_code == 401


def test_name_and_password_are_utf_8(app: Flask) -> None:
    given = parameters(nonce_from(app), username="zoë", password="p\u00e9")
    plain = {**given, "username": '"zoë"'.encode().decode("latin-1")}
    assert ask(app, written(plain)).json == {"id": "zoë"}
    given = parameters(nonce_from(app), username="zoë", password="p\u00e9")
    del given["username"]
    assert ask(app, written({**given, "username*": "UTF-8'en'zo%C3%AB"})).json == {"id": "zoë"}


def test_password_is_compared_in_normal_form() -> None:
    app = app_with(Digest(lambda username: (normalize("NFD", "p\u00e9"), username)))
    assert answered(app, password="p\u00e9").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("Digest ", "dIGEST   "), id="case of the scheme"),
        pytest.param(lambda text: text.replace("realm=", "Realm = "), id="case of a name and spaces"),
        pytest.param(lambda text: text.replace(", ", ","), id="no spaces"),
        pytest.param(lambda text: text.replace(", ", " ,\t, , "), id="empty elements"),
        pytest.param(lambda text: text + ", ", id="comma at the end"),
        pytest.param(lambda text: text.replace("qop=auth", 'qop="auth"').replace("nc=00000001", 'nc="00000001"'), id="all quoted"),
        pytest.param(lambda text: text.replace("SHA-256", "sha-256"), id="case of the algorithm"),
        pytest.param(lambda text: text.replace('"ada"', '"\\a\\d\\a"'), id="quoted pairs"),
        pytest.param(lambda text: text + ", userhash=false", id="no userhash"),
        pytest.param(lambda text: text + ', new="x"', id="unknown parameter"),
    ],
)
def test_answer_may_be_written_in_other_ways(app: Flask, change: Callable[[str], str]) -> None:
    assert ask(app, change(written(parameters(nonce_from(app))))).status_code == 200


def test_opaque_comes_back_as_it_was(app: Flask) -> None:
    challenge = challenges(app.test_client().get("/api/me"))[0]
    opaque = challenge.partition('opaque="')[2].partition('"')[0]
    given = written(parameters(nonce_of(challenge)))
    assert ask(app, f'{given}, opaque="x{opaque}"').status_code == 400
    assert ask(app, f'{given}, opaque="{opaque}"').status_code == 200


# Bad credentials


@pytest.mark.parametrize(
    "given",
    [{"password": "wrong"}, {"username": "eve"}, {"username": ""}, {"realm": "Other"}, {"method": "PUT"}, {"password": ""}],
    ids=str,
)
@pytest.mark.parametrize("algorithm", HASHES)
def test_wrong_name_and_wrong_password_get_the_same_answer(app: Flask, given: dict[str, str], algorithm: str) -> None:
    refused = answered(app, algorithm=algorithm, **given)
    assert (refused.status_code, refused.get_json(force=True)["detail"]) == (401, "The credentials are not valid.")
    assert len(challenges(refused)) == 2
    assert not any("stale" in challenge for challenge in challenges(refused))


@pytest.mark.parametrize("found", [None, (None, "ada"), ("lovelace", None), ("lovelace", False), False, (HA1({}), "ada")], ids=repr)
def test_account_without_a_secret_or_a_principal_is_refused(found: Any) -> None:
    app = app_with(Digest(lambda username: found))
    assert answered(app).status_code == 401
    assert answered(app, password="").status_code == 401


def test_who_has_an_empty_password_has_none(clock: Clock) -> None:
    assert answered(app_with(Digest(lambda username: ("", username), now=clock)), password="").status_code == 401


def test_unknown_name_costs_the_same_hashes(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    costs: list[int] = []
    nonces = [nonce_from(app) for _ in range(2)]
    monkeypatch.setattr(hmac, "compare_digest", counting(costs, hmac.compare_digest))
    for nonce, username in zip(nonces, ("ada", "eve"), strict=True):
        costs.append(0)
        assert ask(app, written(parameters(nonce, username=username, password="wrong"))).status_code == 401
    assert costs[0] == costs[1] > 0


def counting(costs: list[int], compare: Any) -> Any:
    def counted(left: Any, right: Any) -> bool:
        costs[-1] += 1
        return bool(compare(left, right))

    return counted


@pytest.mark.parametrize("name", ["realm", "nonce", "uri", "response", "qop", "nc", "cnonce", "username"])
def test_parameter_that_is_needed_is_missed(app: Flask, name: str) -> None:
    given = parameters(nonce_from(app))
    del given[name]
    refused = ask(app, written(given))
    assert refused.status_code == 400
    assert name in refused.get_json(force=True)["detail"]


@pytest.mark.parametrize("name", ["username", "realm", "nonce", "uri", "response", "algorithm", "qop", "nc", "cnonce"])
def test_parameter_that_comes_twice_is_refused(app: Flask, name: str) -> None:
    given = parameters(nonce_from(app))
    assert ask(app, f"{written(given)}, {name.upper()}={given[name]}").status_code == 400


CHANGES = {
    "username": ['""', '"a\x01"', '"a\\\x01"', '"\xff"', '"\xc3"', '"\xed\xa0\x80"', '"\xc2\x85"', "a b", '"open', "ada", '"a\x7f"'],
    "username*": [
        "x",
        "UTF-8''x",
        "UTF-8''%FF",
        "UTF-8''%00",
        "ISO-8859-1''x",
        "UTF-8''%",
        "UTF-8''%4",
        "UTF-8'x",
        "\"UTF-8''%zz\"",
        "''x",
    ],
    "realm": ['""', '"api"', "API2", '"API\x00"'],
    "nonce": ['""', '"x"', '"a b"', '"é"', '"."', '".."', '"a.b.c"', '"AAAA.AAAA.AAAA"', '"' + "x" * 5_000 + '"', '"-.-.-"'],
    "uri": ['""', '"/"', '"/api/me?x"', '"//api/me"', '"/api/%ff"', '"http://localhost/api/me"', '"/api/me#x"', '"*"', '"/api/mé"', '"%"'],
    "response": ['""', '"x"', '"' + "0" * 63 + '"', '"' + "0" * 65 + '"', '"' + "A" * 64 + '"', '"' + "é" * 64 + '"', "0"],
    "algorithm": ["SHA-512", "SHA-256-sess", "MD5-sess", "SHA-512-256", '""', "none", "md5", '"SHA 256"', "é"],
    "qop": ["auth-int", '"auth,auth-int"', '""', "AUTH", "auth2", "é"],
    "nc": ["00000000", "1", "000000001", "0000000g", "0000000A", "-0000001", '""', '"0x000001"', "00000001a", "٠٠٠٠٠٠٠١"],
    "cnonce": ['""', '"a b"', '"é"', '"\x00"', '"open'],
    "userhash": ["true", "TRUE", "maybe", '""', "1"],
    "opaque": ['""', '"x"', '"é"'],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in CHANGES.items() for value in values], ids=ascii)
def test_malformed_parameter_is_a_4xx(app: Flask, name: str, value: str) -> None:
    given = {**parameters(nonce_from(app)), name: value}
    authorization = written(given)
    refused = app.test_client().get("/api/me", environ_overrides={"HTTP_AUTHORIZATION": authorization})
    # A name without quotation marks is read all the same: it is a token.
    assert refused.status_code in ((200,) if value == "ada" else (400, 401))
    assert value.strip('"') not in refused.get_data(as_text=True) or len(value) < 9


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Digest",
            "Digest ",
            "Digest ,",
            "Digest =",
            "Digest a",
            "Digest a=",
            "Digest =a",
            'Digest "a"="b"',
            "Digest a=b=c",
            "Digest a=b c=d",
        ),
        *(
            'Digest a="',
            'Digest a="\\',
            'Digest a="\\"',
            'Digest a="b"c',
            "Digest a b=c",
            "Digest a;b=c",
            "Digest a=b;c=d",
            "Digest YWRhOng=",
        ),
        *(
            "Digest\ta=b",
            "Digest a=\x00",
            "Digest a=b,\x00",
            "Digest é=b",
            "Digest a=b, Basic YTpi",
            "Digest a=b, Digest a=b",
            "Digest, a=b",
        ),
        *(
            "Digest " + "a" * 20_000,
            "Digest " + "," * 20_000,
            "Digest a=" + " " * 20_000,
            'Digest a="' + "\\" * 20_001,
            "Digest " + "a=b," * 5_000,
        ),
        *("Digest username=\"a\", username*=UTF-8''a", "Digestive a=b", "Digest: a=b", 'Digest username="', "Digest a=b\x0bc"),
    ],
    ids=lambda text: ascii(text)[:60] + str(len(text)),
)
def test_malformed_credentials_are_a_4xx(app: Flask, text: str) -> None:
    refused = app.test_client().get("/api/me", environ_overrides={"HTTP_AUTHORIZATION": text})
    assert refused.status_code in (400, 401)
    assert challenges(refused) if refused.status_code == 401 else not challenges(refused)


PIECES = st.sampled_from(
    ["Digest ", "username", "realm", "nonce", "uri", "nc", "qop", "response", "=", '"', ",", " ", "\\", "*", "auth", "UTF-8''"]
)
ANY = st.text(st.characters(max_codepoint=255), max_size=20)


@given(st.lists(PIECES | ANY, max_size=40).map("".join))
def test_whatever_comes_is_no_5xx(text: str) -> None:
    app = app_with(Digest(secret))
    assert app.test_client().get("/api/me", environ_overrides={"HTTP_AUTHORIZATION": f"Digest {text}"}).status_code in (400, 401)


@given(st.dictionaries(st.sampled_from([*CHANGES]), ANY.map(lambda text: f'"{text}"') | ANY, min_size=1))
def test_whatever_a_parameter_says_is_no_5xx(changes: dict[str, str]) -> None:
    app = app_with(Digest(secret))
    authorization = written({**parameters(nonce_from(app)), **changes})
    status = app.test_client().get("/api/me", environ_overrides={"HTTP_AUTHORIZATION": authorization}).status_code
    assert status in (200, 400, 401)


# The URI


@pytest.mark.parametrize(
    ("target", "uri"),
    [
        ("/api/me", "/api/me"),
        ("/api/me?", "/api/me?"),
        ("/api/me?", "/api/me"),
        ("/api/me/a%20b", "/api/me/a%20b"),
        ("/api/me/%C3%A9", "/api/me/%c3%a9"),
        ("/api/me/a%2Fb", "/api/me/a%2Fb"),
        ("/api/me/a%3Fb", "/api/me/a%3Fb"),
        ("/api/me/~a,b", "/api/me/%7Ea%2Cb"),
    ],
)
@pytest.mark.parametrize("tells", [True, False], ids=["server tells the target", "server tells the path"])
def test_uri_is_the_target(app: Flask, target: str, uri: str, tells: bool) -> None:
    given = parameters(nonce_from(app), uri=uri)
    environ = {} if tells else {"RAW_URI": None, "REQUEST_URI": None}
    assert ask(app, written(given), target, environ_overrides=environ).status_code == 200


@pytest.mark.parametrize("uri", ["/api", "/api/me/", "/api/you", "/api/me?a=1", "/API/me", "/api/me%3F", "api/me", "//api/me", "/api//me"])
def test_answer_for_another_uri_is_400(app: Flask, uri: str) -> None:
    assert answered(app, uri=uri).status_code == 400


def test_query_is_part_of_the_uri(app: Flask) -> None:
    given = written(parameters(nonce_from(app), uri="/api/me?a=1"))
    assert ask(app, given, "/api/me?a=2").status_code == 400
    assert ask(app, given, "/api/me?a=%31").status_code == 400


def test_uri_may_have_what_a_proxy_takes_away(app: Flask) -> None:
    given = parameters(nonce_from(app), uri="/outside/api/me")
    assert ask(app, written(given), environ_overrides={"SCRIPT_NAME": "/outside"}).status_code == 200


# Nonces


def is_stale(response: TestResponse) -> bool:
    assert response.status_code == 401
    return all(", stale=true," in challenge for challenge in challenges(response))


@pytest.mark.parametrize("password", ["lovelace", "wrong"])
def test_old_nonce_is_stale(app: Flask, clock: Clock, password: str) -> None:
    given = written(parameters(nonce_from(app), password=password))
    clock.time += 301
    assert is_stale(ask(app, given))


def test_nonce_lives_as_long_as_is_said(clock: Clock) -> None:
    app = app_with(Digest(secret, lifetime=10, now=clock))
    nonce = nonce_from(app)
    clock.time += 10
    assert ask(app, written(parameters(nonce))).status_code == 200
    clock.time += 1
    assert is_stale(ask(app, written(parameters(nonce, nc="00000002"))))


@pytest.mark.parametrize("nonce", ["x", "a.b.c", "A" * 60])
def test_forged_nonce_is_stale(app: Flask, nonce: str) -> None:
    assert is_stale(ask(app, written(parameters(nonce))))


def test_nonce_that_is_changed_is_stale(app: Flask) -> None:
    nonce = nonce_from(app)
    for position in range(len(nonce)):
        for letter in {"A", "B", chr(ord(nonce[position]) ^ 1), "."} - {nonce[position], '"', "\\"}:
            changed = nonce[:position] + letter + nonce[position + 1 :]
            assert is_stale(ask(app, written(parameters(changed))))


def test_nonce_of_another_realm_or_another_app_is_stale(app: Flask) -> None:
    others = [app_with(Digest(secret, realm="Other")), app_with(Digest(secret), key="other")]
    for other in others:
        assert is_stale(ask(app, written(parameters(nonce_from(other)))))


def test_nonce_by_an_older_key_is_good(app: Flask, clock: Clock) -> None:
    given = written(parameters(nonce_from(app)))
    app.config.update(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["key"])
    assert ask(app, given).status_code == 200
    app.config.update(SECRET_KEY_FALLBACKS=None)
    assert is_stale(ask(app, given))


def test_clock_of_another_host_may_be_fast(app: Flask, clock: Clock) -> None:
    given = written(parameters(nonce_from(app)))
    clock.time -= 5
    assert ask(app, given).status_code == 200


def test_answer_is_good_once(app: Flask) -> None:
    given = written(parameters(nonce_from(app)))
    assert [ask(app, given).status_code for _ in range(3)] == [200, 401, 401]
    assert is_stale(ask(app, given))


def test_counts_of_one_nonce_come_in_any_order(app: Flask) -> None:
    nonce = nonce_from(app)
    for count in ("00000003", "00000001", "ffffffff", "00000002"):
        assert ask(app, written(parameters(nonce, nc=count))).status_code == 200


def test_wrong_answer_does_not_use_a_nonce_up(app: Flask) -> None:
    nonce = nonce_from(app)
    assert ask(app, written(parameters(nonce, password="wrong"))).status_code == 401
    assert ask(app, written(parameters(nonce))).status_code == 200


def test_processes_share_used_nonces_in_redis(redis_url: str) -> None:
    storage = redis_url.replace("unix://", "redis+unix://")
    one, other = (app_with(Digest(secret, storage=storage)) for _ in range(2))
    given = written(parameters(nonce_from(one)))
    assert ask(one, given).status_code == 200
    assert is_stale(ask(other, given))


def test_nobody_is_let_in_while_the_storage_does_not_answer() -> None:
    app = app_with(Digest(secret, storage="redis+unix:///nowhere/redis.sock"))
    refused = answered(app)
    assert refused.status_code == 503
    assert "Retry-After" in refused.headers
    assert answered(app, password="wrong").status_code == 401


# Guessing


def test_who_guesses_waits(clock: Clock) -> None:
    app = app_with(Digest(secret, backoff=Backoff(free=2, first=4, now=clock), now=clock))
    assert [answered(app, password=guess).status_code for guess in ("a", "b", "lovelace")] == [401, 401, 429]
    clock.time += 4
    assert answered(app).status_code == 200
    assert [answered(app).status_code for _ in range(5)] == [200] * 5


def test_old_nonce_is_no_way_to_guess(clock: Clock) -> None:
    app = app_with(Digest(secret, backoff=Backoff(free=2, now=clock), now=clock))
    nonce = nonce_from(app)
    clock.time += 301
    refused = [ask(app, written(parameters(nonce, password=guess))) for guess in ("a", "b", "c", "lovelace")]
    assert all(map(is_stale, refused))
    assert answered(app).status_code == 200


def test_who_repeats_the_request_of_another_is_not_known_by_that(clock: Clock) -> None:
    app = app_with(Digest(secret, backoff=Backoff(free=2, now=clock), now=clock))
    caught = written(parameters(nonce_from(app)))
    assert ask(app, caught).status_code == 200
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    refused = [ask(app, caught, environ_overrides=elsewhere).status_code for _ in range(3)]
    assert refused == [401, 401, 429]


# HA1


@pytest.mark.parametrize("algorithm", HASHES)
def test_hash_may_stand_in_for_the_password(algorithm: str) -> None:
    app = app_with(Digest(lambda username: (HA1.of(username, "API", "lovelace"), username)))
    assert answered(app, algorithm=algorithm).status_code == 200
    assert answered(app, algorithm=algorithm, password="wrong").status_code == 401


def test_hash_of_another_algorithm_does_not_do() -> None:
    app = app_with(Digest(lambda username: (HA1.of(username, "API", "lovelace", ["SHA-256"]), username)))
    assert answered(app).status_code == 200
    assert answered(app, algorithm="MD5").status_code == 401


def test_hash_is_that_of_the_standard() -> None:
    """RFC 7616, 3.9.1."""
    made = HA1.of("Mufasa", "http-auth@example.org", "Circle of Life")
    assert made.hashes["MD5"] == "3d78807defe7de2157e2b0b6573a855f"
    assert made.hashes["SHA-256"] == "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232"
    assert HA1(dict(made.hashes)) == made
    assert "3d78" not in repr(made)


@pytest.mark.parametrize("hashes", [{"SHA-1": "0" * 40}, {"MD5": "0" * 31}, {"MD5": "A" * 32}, {"SHA-256": "0" * 32}, {"MD5": ""}], ids=str)
def test_what_is_no_hash_breaks_the_contract(hashes: dict[str, str]) -> None:
    with pytest.raises(ContractError):
        HA1(hashes)


# Declaring


def test_without_a_key_the_app_does_not_start() -> None:
    for stack in (Digest(secret), AnyOf(Bearer(lambda token: None), Digest(secret))):
        with pytest.raises(ConfigError, match="has no SECRET_KEY"):
            app_with(stack, key=None)


@pytest.mark.parametrize(
    "keywords",
    [
        {"secret": None},
        {"secret": "lovelace"},
        {"realm": ""},
        {"realm": "é"},
        {"algorithms": ()},
        {"algorithms": ("SHA-1",)},
        {"algorithms": ("MD5", "MD5")},
        {"algorithms": "sha-256"},
        {"lifetime": 0},
        {"lifetime": -1},
        {"lifetime": 0.5},
        {"storage": "nothing://"},
    ],
    ids=str,
)
def test_mistakes_are_found_at_the_start(keywords: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Digest(**{"secret": secret, **keywords})


def test_secret_may_be_a_coroutine() -> None:
    async def looked_up(username: str) -> Any:
        return secret(username)

    assert answered(app_with(Digest(looked_up))).status_code == 200


@pytest.mark.parametrize("found", [(b"lovelace", "ada"), (1, "ada"), (["x"], "ada")], ids=repr)
def test_secret_of_another_type_is_a_500_that_is_logged(caplog: pytest.LogCaptureFixture, found: Any) -> None:
    app = app_with(Digest(lambda username: found))
    assert answered(app).status_code == 500
    assert "secret gave a" in caplog.text


def test_it_tells_what_it_is() -> None:
    digest = Digest(secret, realm="Blog")
    assert repr(digest) == "Digest(realm='Blog')"
    assert [scheme.definition for (scheme,) in digest.security] == [{"type": "http", "scheme": "digest"}]


def test_nonce_for_one_purpose_is_none_for_another(app: Flask) -> None:
    ours, theirs = (Nonces(purpose, lifetime=10, storage="memory://") for purpose in ("ours", "theirs"))
    with app.app_context():
        nonce = ours.new()
        assert (ours.is_good(nonce), theirs.is_good(nonce)) == (True, False)


# Clients


@pytest.fixture(params=["both", "SHA-256", "MD5"])
def served(request: pytest.FixtureRequest, serve: Callable[[Any], str]) -> str:
    algorithms = tuple(HASHES) if request.param == "both" else (request.param,)
    return serve(app_with(Digest(secret, realm='A "realm"', algorithms=algorithms))) + "/api/me"


TARGETS = ["", "/a%20b/%C3%A9?q=%2F", "?", "/a,b;c=d?q='y"]


@pytest.mark.parametrize("target", TARGETS[:2])
def test_requests_logs_in(serve: Callable[[Any], str], target: str) -> None:
    for algorithm in HASHES:
        address = serve(app_with(Digest(secret, algorithms=(algorithm,)))) + "/api/me"
        with requests.Session() as session:
            session.auth = HTTPDigestAuth("ada", "lovelace")
            # The second request uses the nonce of the first.
            assert [session.get(address + target).json() for _ in range(2)] == [{"id": "ada"}] * 2
            session.auth = HTTPDigestAuth("ada", "wrong")
            assert session.get(address + target).status_code == 401


@pytest.mark.parametrize("target", TARGETS[:2])
def test_httpx_logs_in(serve: Callable[[Any], str], target: str) -> None:
    for algorithm in HASHES:
        address = serve(app_with(Digest(secret, algorithms=(algorithm,)))) + "/api/me"
        with httpx.Client(auth=httpx.DigestAuth("ada", "lovelace")) as client:
            assert [client.get(address + target).json() for _ in range(2)] == [{"id": "ada"}] * 2
            assert client.put(address + target).json() == {"id": "ada"}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("username", PASSWORDS)
def test_curl_logs_in(served: str, target: str, username: str, give_up: Callable[[str], None]) -> None:
    if shutil.which("curl") is None:
        give_up("curl is not installed.")
    command = ["curl", "-s", "--digest", "--user", f"{username}:{PASSWORDS[username]}", "-w", "%{http_code}", "-o", "-"]
    told = subprocess.run([*command, served + target, served + target], capture_output=True, check=True, timeout=60).stdout
    assert told.count(b"200") == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_each_server_tells_the_target(name: str, give_up: Callable[[str], None]) -> None:
    if find_spec(name) is None:
        give_up(f"{name} is not installed.")
    with running(name, "servers.digested") as (host, port), httpx.Client(auth=httpx.DigestAuth("ada", "lovelace")) as client:
        answer = client.get(f"http://{host}:{port}/api/paths/a%20b/%C3%A9/~c,d?q=%2F+%C3%A9")
        assert (answer.status_code, answer.json()) == (200, {"path": "a b/é/~c,d", "q": "/ é"})
