from __future__ import annotations

import pytest
from everything import make_app
from everything.checked import signs_of

from flask_resty import ConfigError
from flask_resty.testing import basic
from flask_resty.testing import bearer
from flask_resty.testing import client_of
from flask_resty.testing import oauth1
from flask_resty.testing import query


@pytest.mark.parametrize("scheme", signs_of("ada"))
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_each_scheme_signs(scheme, method):
    client = client_of(make_app(), signs_of("ada"))
    response = client.as_user(scheme).open(f"/api/callers/{scheme}", method=method)
    assert response.status_code == (200 if method == "GET" else 204)


@pytest.mark.parametrize("scheme", signs_of("bob"))
def test_a_scheme_signs_for_who_it_is(scheme):
    client = client_of(make_app(), signs_of("bob"))
    assert client.as_user(scheme).get(f"/api/callers/{scheme}").json["id"] == "bob"


@pytest.mark.parametrize("scheme", signs_of("nobody"))
def test_credentials_of_nobody_are_refused(scheme):
    client = client_of(make_app(), signs_of("nobody"))
    assert client.as_user(scheme).get(f"/api/callers/{scheme}").status_code == 401


def test_a_key_may_stand_in_the_query():
    client = client_of(make_app(), {})
    assert client.as_user(query("api_key", "ada-token")).get("/api/callers/key").status_code == 200


def test_an_application_signs_without_a_token():
    client = client_of(make_app(), {})
    assert client.as_user(oauth1("printer", "printer-secret")).get("/api/callers/oauth1").json["id"] == "ada"


@pytest.mark.parametrize("scheme", ["digest", "oauth1"])
def test_the_query_is_signed(scheme):
    client = client_of(make_app(), signs_of("ada"))
    response = client.as_user(scheme).get(f"/api/callers/{scheme}?fields=id&format=json")
    assert response.json == {"id": "ada"}


def test_a_user_keeps_no_cookie_of_another():
    client = client_of(make_app(), signs_of("ada"))
    client.as_user("session").get("/api/callers/session")
    assert client.get("/api/callers/session").status_code == 401


def test_a_caller_that_nobody_knows_is_told():
    client = client_of(make_app(), {"ada": bearer("ada-token")})
    with pytest.raises(ConfigError, match="No caller is called 'adda'. Did you mean 'ada'"):
        client.as_user("adda")
    assert client.as_user(basic("ada", "ada-password")).get("/api/callers/basic").status_code == 200
