"""The endpoints that clients ask themselves: token, revocation, introspection."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import quote_plus

import pytest
import requests
from authorization.fixtures import database as database
from authorization.fixtures import world as world
from authorization.flow import ABSENT
from authorization.flow import CALLBACK
from authorization.flow import ISSUER
from authorization.flow import VERIFIER
from authorization.flow import Person
from authorization.flow import World
from authorization.flow import ask_token
from authorization.flow import challenge
from authorization.flow import code_form
from authorization.flow import status_of

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def reader(world):
    """A client with a secret: its id and the secret."""
    return world.client()


@pytest.fixture
def tokens(world, reader):
    """What the client got for a code."""
    return ask_token(world, code_form(Person(world).gets_code(reader[0])), reader).json


def basic(client_id, secret):
    return {"Authorization": f"Basic {base64.b64encode(f'{client_id}:{secret}'.encode()).decode()}"}


# -- which client asks -------------------------------------------------------------------------------------------------


def refresh_form(tokens, **changes):
    return {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], **changes}


def test_a_secret_may_come_in_the_form(world, reader, tokens):
    form = refresh_form(tokens, client_id=reader[0], client_secret=reader[1])
    assert ask_token(world, form).status_code == 200


def test_basic_is_written_as_in_a_form(world, reader, tokens):
    escaped = "".join(f"%{ord(sign):02x}" for sign in reader[1])
    assert ask_token(world, refresh_form(tokens), headers=basic(quote_plus(reader[0]), escaped)).status_code == 200


def test_basic_may_repeat_the_name_in_the_form(world, reader, tokens):
    assert ask_token(world, refresh_form(tokens, client_id=reader[0]), reader).status_code == 200
    assert ask_token(world, refresh_form(tokens, client_id="other"), reader).json["error"] == "invalid_request"


BAD_CREDENTIALS = [
    "Basic",
    "Basic ",
    "Basic !",
    "Basic bm9jb2xvbg==",
    "Basic Og==",
    "Basic /w==",
    "Basic JWZmOiVmZg==",
    "Basic YQBiOmM=",
    "Basic JTAwOmM=",
    "Bearer x",
    "Digest username=x",
    "",
    "\x7f",
    "Basic " + "A" * 4000,
]


@pytest.mark.parametrize("value", BAD_CREDENTIALS, ids=range(len(BAD_CREDENTIALS)))
def test_credentials_that_cannot_be_read_are_bad_ones(world, tokens, value):
    refused = ask_token(world, refresh_form(tokens), headers={"Authorization": value})
    assert (refused.status_code, refused.json["error"]) == (401, "invalid_client")
    assert refused.headers["WWW-Authenticate"] == 'Basic realm="OAuth 2 clients", charset="UTF-8"'
    assert refused.headers["Cache-Control"] == "no-store"


def test_bad_credentials_do_not_tell_who_is_known(world, reader, tokens):
    said = {
        ask_token(world, refresh_form(tokens, **changes)).text
        for changes in [
            {},
            {"client_id": "nobody"},
            {"client_id": "nobody", "client_secret": "x"},
            {"client_id": reader[0]},
            {"client_id": reader[0], "client_secret": "x"},
            {"client_id": reader[0], "client_secret": reader[1] + "x"},
            {"client_id": world.client(public=True)[0], "client_secret": "x"},
            {"client_id": world.client(status="pending")[0]},
        ]
    }
    assert len(said) == 1
    assert json.loads(said.pop())["error"] == "invalid_client"


@pytest.mark.parametrize("other", ["form", "header"])
def test_two_sets_of_credentials_are_one_too_many(world, reader, tokens, other):
    if other == "form":
        refused = ask_token(world, refresh_form(tokens, client_secret=reader[1]), reader)
    else:
        twice = ", ".join([basic(*reader)["Authorization"]] * 2)
        refused = ask_token(world, refresh_form(tokens), headers={"Authorization": twice})
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_request")


# -- the request -------------------------------------------------------------------------------------------------------

BAD_FORMS = [
    ({"grant_type": ABSENT}, "invalid_request"),
    ({"grant_type": ""}, "invalid_request"),
    ({"grant_type": "password", "username": "ada", "password": "x"}, "unsupported_grant_type"),
    ({"grant_type": "implicit"}, "unsupported_grant_type"),
    ({"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}, "unsupported_grant_type"),
    ({"grant_type": '"\\é'}, "unsupported_grant_type"),
    ({"grant_type": "client_credentials"}, "unauthorized_client"),
    ({"grant_type": ["authorization_code", "authorization_code"]}, "invalid_request"),
    ({"code": ABSENT}, "invalid_request"),
    ({"code": "nothing"}, "invalid_grant"),
    ({"code": "é☃"}, "invalid_grant"),
    ({"code": "\x00"}, "invalid_request"),
    ({"code": "x" * 5000}, "invalid_grant"),
    ({"code": ["a", "b"]}, "invalid_request"),
    ({"code_verifier": ABSENT}, "invalid_request"),
    ({"code_verifier": ""}, "invalid_request"),
    ({"code_verifier": "x" * 43}, "invalid_grant"),
    ({"code_verifier": "x"}, "invalid_grant"),
    ({"code_verifier": "x" * 129}, "invalid_grant"),
    ({"code_verifier": "é" * 43}, "invalid_grant"),
    ({"code_verifier": challenge()}, "invalid_grant"),
    ({"redirect_uri": f"{CALLBACK}/"}, "invalid_grant"),
    ({"redirect_uri": "https://evil.example/cb"}, "invalid_grant"),
    ({"redirect_uri": [CALLBACK, CALLBACK]}, "invalid_request"),
    ({"resource": "https://api.example"}, "invalid_target"),
    ({"unknown": ["a", "b"]}, "invalid_request"),
]


@pytest.mark.parametrize(("changes", "error"), BAD_FORMS, ids=range(len(BAD_FORMS)))
def test_a_bad_request_gives_nothing_and_uses_nothing_up(world, reader, changes, error):
    code = Person(world).gets_code(reader[0])
    refused = ask_token(world, code_form(code, **changes), reader)
    assert (refused.status_code, refused.json["error"]) == (400, error)
    assert (refused.content_type, refused.headers["Cache-Control"]) == ("application/json", "no-store")
    assert ask_token(world, code_form(code), reader).status_code == 200


@pytest.mark.parametrize(
    "changes", [{"redirect_uri": ABSENT}, {"unknown": "x"}, {"scope": "ignored"}], ids=["redirect_uri", "unknown", "scope"]
)
def test_what_need_not_come_may_be_left_out_and_more_may_come(world, reader, changes):
    assert ask_token(world, code_form(Person(world).gets_code(reader[0]), **changes), reader).status_code == 200


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"grant_type=client_credentials", "text/plain"),
        (b"grant_type=client_credentials", None),
        (b"", None),
        (b"grant_type=%ff", FORM),
        (b"grant_type=\xff", FORM),
        (b"%", FORM),
        (b"grant_type=client_credentials&x=" + b"x" * 40_000, FORM),
        (b"&".join(b"a%d=1" % number for number in range(3000)), FORM),
    ],
    ids=["json", "text", "no type", "nothing", "percent", "octets", "sign", "long", "many"],
)
def test_only_a_form_is_read(world, reader, data, content_type):
    refused = ask_token(world, data, reader, content_type=content_type)
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_request")


def test_parameters_in_the_address_are_not_read(world):
    client_id, secret = world.client(grant_types=["client_credentials"])
    refused = world.app.test_client().post("/oauth/token?grant_type=client_credentials", auth=(client_id, secret))
    assert refused.json["error"] == "invalid_request"
    assert world.app.test_client().get("/oauth/token?grant_type=client_credentials").status_code == 405


# -- codes -------------------------------------------------------------------------------------------------------------


def test_tokens_are_told_as_they_should_be(world, reader):
    answer = ask_token(world, code_form(Person(world).gets_code(reader[0])), reader)
    assert {**answer.json, "access_token": "", "refresh_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 600,
        "scope": "posts:read",
        "refresh_token": "",
    }
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")


def test_a_code_is_good_once_and_takes_back_what_it_gave(world, reader):
    form = code_form(Person(world).gets_code(reader[0]))
    tokens = ask_token(world, form, reader).json
    assert status_of(world, tokens["access_token"]) == 200
    assert ask_token(world, form, reader).json["error"] == "invalid_grant"
    assert status_of(world, tokens["access_token"]) == 401
    assert ask_token(world, refresh_form(tokens), reader).json["error"] == "invalid_grant"


def test_a_stolen_code_is_worth_nothing(world, reader):
    code = Person(world).gets_code(reader[0])
    thief = world.client("Thief")
    assert ask_token(world, code_form(code), thief).json["error"] == "invalid_grant"
    public = world.client("Thief", public=True)[0]
    assert ask_token(world, code_form(code, client_id=public)).json["error"] == "invalid_grant"
    assert ask_token(world, code_form(code), reader).status_code == 200


def test_an_injected_code_does_not_fit_the_verifier_of_its_victim(world, reader):
    code = Person(world, "eve").gets_code(reader[0], code_challenge=challenge("e" * 43))
    assert ask_token(world, code_form(code, code_verifier=VERIFIER), reader).json["error"] == "invalid_grant"


def test_a_code_ends_after_a_minute(world, reader):
    code = Person(world).gets_code(reader[0])
    world.time += 61
    assert ask_token(world, code_form(code), reader).json["error"] == "invalid_grant"


def test_a_code_is_no_token_and_a_token_is_no_code(world, reader, tokens):
    code = Person(world).gets_code(reader[0])
    assert status_of(world, code) == 401
    assert status_of(world, tokens["refresh_token"]) == 401
    for sent in (tokens["access_token"], tokens["refresh_token"]):
        assert ask_token(world, code_form(sent), reader).json["error"] == "invalid_grant"
    for sent in (tokens["access_token"], code):
        assert ask_token(world, refresh_form({"refresh_token": sent}), reader).json["error"] == "invalid_grant"


# -- refresh tokens ----------------------------------------------------------------------------------------------------


def test_a_refresh_token_is_good_once_and_takes_all_back(world, reader, tokens):
    fresh = ask_token(world, refresh_form(tokens), reader).json
    assert ask_token(world, refresh_form(tokens), reader).json["error"] == "invalid_grant"
    assert [status_of(world, each["access_token"]) for each in (tokens, fresh)] == [401, 401]
    assert ask_token(world, refresh_form(fresh), reader).json["error"] == "invalid_grant"


def test_a_stolen_refresh_token_is_worth_nothing(world, reader, tokens):
    assert ask_token(world, refresh_form(tokens), world.client("Thief")).json["error"] == "invalid_grant"
    assert ask_token(world, refresh_form(tokens), reader).status_code == 200


def test_a_refresh_token_gives_no_more_than_it_had(world):
    reader = world.client()
    tokens = ask_token(world, code_form(Person(world).gets_code(reader[0], scope="posts:read posts:write")), reader).json
    fewer = ask_token(world, refresh_form(tokens, scope="posts:read"), reader).json
    assert fewer["scope"] == "posts:read"
    assert ask_token(world, refresh_form(fewer), reader).json["scope"] == "posts:read posts:write"


@pytest.mark.parametrize("scope", ["posts:write", "posts:read posts:write", "admin", "posts:read\u00a0"])
def test_a_refresh_token_gives_nothing_for_more(world, reader, tokens, scope):
    assert ask_token(world, refresh_form(tokens, scope=scope), reader).json["error"] == "invalid_scope"


@pytest.mark.parametrize("grant_type", ["authorization_code", "refresh_token"])
def test_of_many_that_come_at_once_no_two_get_tokens(world, reader, tokens, serve, grant_type):
    form = refresh_form(tokens) if grant_type == "refresh_token" else code_form(Person(world).gets_code(reader[0]))
    base, at_once = serve(world.app), Barrier(6)

    def ask(_):
        at_once.wait(30)
        return requests.post(f"{base}/oauth/token", data=form, auth=reader, timeout=60)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(6)))
    given = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(given) == 1
    assert {answer.json()["error"] for answer in answers if answer.status_code != 200} == {"invalid_grant"}
    # One of them was a thief, so nobody keeps anything.
    assert status_of(world, given[0]["access_token"]) == 401


def test_a_client_without_the_grant_type_gets_no_refresh_token(world):
    reader = world.client(grant_types=["authorization_code"])
    tokens = ask_token(world, code_form(Person(world).gets_code(reader[0])), reader).json
    assert "refresh_token" not in tokens
    assert ask_token(world, refresh_form({"refresh_token": "x"}), reader).json["error"] == "unauthorized_client"


# -- client credentials ------------------------------------------------------------------------------------------------


def test_a_client_gets_what_it_may_have_for_itself(world):
    machine = world.client(grant_types=["client_credentials"], scopes=["posts:read", "unknown"])
    form = {"grant_type": "client_credentials"}
    assert ask_token(world, form, machine).json["scope"] == "posts:read"
    assert ask_token(world, {**form, "scope": "posts:read"}, machine).json["scope"] == "posts:read"
    for scope in ("posts:write", "unknown", "admin"):
        assert ask_token(world, {**form, "scope": scope}, machine).json["error"] == "invalid_scope"


def test_a_client_without_scopes_gets_a_token_without(world):
    machine = world.client(grant_types=["client_credentials"], scopes=[])
    tokens = ask_token(world, {"grant_type": "client_credentials"}, machine).json
    assert ("scope" in tokens, status_of(world, tokens["access_token"])) == (False, 200)


# -- revocation --------------------------------------------------------------------------------------------------------


def revoke(world, token, auth=None, **form):
    return world.app.test_client().post("/oauth/revoke", data={"token": token, **form}, auth=auth)


def test_an_access_token_is_revoked_alone(world, reader, tokens):
    assert (revoke(world, tokens["access_token"], reader).status_code, status_of(world, tokens["access_token"])) == (200, 401)
    assert ask_token(world, refresh_form(tokens), reader).status_code == 200


@pytest.mark.parametrize("hint", ["refresh_token", "access_token", "something"])
def test_a_refresh_token_is_revoked_with_all_of_its_consent(world, reader, tokens, hint):
    assert revoke(world, tokens["refresh_token"], reader, token_type_hint=hint).status_code == 200
    assert status_of(world, tokens["access_token"]) == 401
    assert ask_token(world, refresh_form(tokens), reader).json["error"] == "invalid_grant"


@pytest.mark.parametrize("token", ["unknown", "é", "x" * 5000])
def test_what_is_not_known_is_revoked_already(world, reader, token):
    assert revoke(world, token, reader).status_code == 200


def test_a_public_client_revokes_by_its_name(world):
    client_id, _ = world.client(public=True)
    tokens = ask_token(world, code_form(Person(world).gets_code(client_id), client_id=client_id)).json
    assert revoke(world, tokens["access_token"], client_id=client_id).status_code == 200
    assert status_of(world, tokens["access_token"]) == 401


def test_nobody_revokes_the_tokens_of_others(world, tokens):
    assert revoke(world, tokens["access_token"], world.client("Other")).json["error"] == "invalid_grant"
    assert revoke(world, tokens["access_token"]).status_code == 401
    assert status_of(world, tokens["access_token"]) == 200


def test_a_revocation_needs_its_token(world, reader):
    assert world.app.test_client().post("/oauth/revoke", data={"a": "b"}, auth=reader).json["error"] == "invalid_request"


# -- introspection -----------------------------------------------------------------------------------------------------


def introspect(world, token, auth=None, **form):
    return world.app.test_client().post("/oauth/introspect", data={"token": token, **form}, auth=auth)


def test_a_client_is_told_of_its_own_tokens(world, reader, tokens):
    answer = introspect(world, tokens["access_token"], reader)
    assert answer.json == {
        "active": True,
        "token_type": "Bearer",
        "sub": "ada",
        "client_id": reader[0],
        "scope": "posts:read",
        "iat": int(world.time),
        "exp": int(world.time) + 600,
        "iss": ISSUER,
    }
    assert answer.headers["Cache-Control"] == "no-store"
    told = introspect(world, tokens["refresh_token"], reader).json
    assert (told["active"], told["token_type"]) == (True, "N_A")


def test_a_client_is_told_nothing_of_other_tokens(world, tokens):
    other = world.client("Other")
    for token in (tokens["access_token"], tokens["refresh_token"], "unknown", "é"):
        assert introspect(world, token, other).json == {"active": False}


def test_who_is_trusted_is_told_of_all(tmp_path):
    resource_server = World(f"sqlite:///{tmp_path}/oauth.db").client("Resource server")
    trusting = World(f"sqlite:///{tmp_path}/oauth.db", introspects=[resource_server[0]])
    reader = trusting.client()
    tokens = ask_token(trusting, code_form(Person(trusting).gets_code(reader[0])), reader).json
    assert introspect(trusting, tokens["access_token"], resource_server).json["sub"] == "ada"
    assert introspect(trusting, tokens["access_token"], trusting.client("Other")).json == {"active": False}
    # No resource takes it for an access token.
    assert introspect(trusting, tokens["refresh_token"], resource_server).json == {"active": False}


def test_who_only_has_a_name_is_told_nothing(world):
    client_id, _ = world.client(public=True)
    token = ask_token(world, code_form(Person(world).gets_code(client_id), client_id=client_id)).json["access_token"]
    refused = introspect(world, token, client_id=client_id)
    assert (refused.status_code, refused.json["error"]) == (401, "invalid_client")
    assert introspect(world, token).status_code == 401


@pytest.mark.parametrize("end", ["time", "revoked", "client", "grant"])
def test_a_dead_token_is_not_active(world, reader, tokens, end):
    if end == "time":
        world.time += 600
    elif end == "revoked":
        revoke(world, tokens["access_token"], reader)
    elif end == "grant":
        world.registry.grants.revoke_all(subject="ada")
    else:
        world.registry.clients.revoke(reader[0])
        world.registry.clients.approve(reader[0])
    assert introspect(world, tokens["access_token"], reader).json == {"active": False}
    assert status_of(world, tokens["access_token"]) == 401


# -- nothing leaks -----------------------------------------------------------------------------------------------------


def test_nothing_that_was_sent_comes_back(world, reader, caplog):
    forms = [code_form("sent-secret", code_verifier="sent-secret" * 4), refresh_form({"refresh_token": "sent-secret"})]
    forms += [
        {"grant_type": "sent-secret"},
        {"grant_type": "client_credentials", "client_id": "sent-secret", "client_secret": "sent-secret"},
    ]
    for form in forms:
        answer = ask_token(world, form, None if "client_id" in form else reader)
        assert answer.status_code in {400, 401}
        assert "sent-secret" not in answer.text
    assert "sent-secret" not in caplog.text
