"""Several authenticators that all have to be content."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
import requests
from flask import Flask
from flask import Request
from requests.auth import HTTPDigestAuth

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import public
from flask_resty.auth import AllOf
from flask_resty.auth import AnyOf
from flask_resty.auth import APIKey
from flask_resty.auth import Authenticator
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.auth import Digest
from flask_resty.auth import Session
from flask_resty.auth import Unauthorized
from flask_resty.errors import ConfigError
from flask_resty.errors import ContractError
from flask_resty.errors import Problem

ANN, BOB = Principal(id="ann"), Principal(id="bob")

bearer = Bearer({"ann": ANN, "bob": BOB}.get)
key = APIKey({"k-ann": ANN, "k-bob": BOB}.get)
basic = Basic(lambda username, password: ANN if (username, password) == ("ann", "pw") else None)
both = AllOf(bearer, key)

BEARER, KEY = 'Bearer realm="API"', 'ApiKey realm="API", header="X-API-Key"'
PASSWORD = "Basic " + b64encode(b"ann:pw").decode()


def ask(authenticator: Authenticator, authorization: str | None = None, api_key: str | None = None) -> Any:
    sent = {"HTTP_AUTHORIZATION": authorization, "HTTP_X_API_KEY": api_key}
    return authenticator.authenticate(Request({name: value for name, value in sent.items() if value is not None}))


def challenges(authenticator: Authenticator, *sent: str | None) -> list[str]:
    with pytest.raises(Unauthorized) as caught:
        ask(authenticator, *sent)
    return caught.value.headers.getlist("WWW-Authenticate")


def test_who_has_all_is_let_in() -> None:
    assert ask(both, "Bearer ann", "k-ann") is ANN


def test_who_has_none_is_nobody() -> None:
    assert ask(both) is None
    assert not both.is_tried(Request({}))
    assert both.challenges() == [BEARER, KEY]


@pytest.mark.parametrize(
    ("authorization", "api_key", "listed"),
    [("Bearer ann", None, [KEY]), ("Bearer bad", None, [KEY]), (None, "k-ann", [BEARER]), (None, "bad", [BEARER]), (None, "", [BEARER])],
)
def test_what_is_missing_is_asked_for_whether_the_rest_is_good_or_not(
    authorization: str | None, api_key: str | None, listed: list[str]
) -> None:
    assert challenges(both, authorization, api_key) == listed


@pytest.mark.parametrize(
    ("authorization", "api_key"),
    [
        ("Bearer bad", "k-ann"),
        ("Bearer ann", "bad"),
        ("Bearer bad", "bad"),
        ("Bearer ann", "k-bob"),
        ("Basic x", "k-ann"),
        ("Bearer ann", ""),
    ],
)
def test_nothing_tells_which_of_all_was_bad(authorization: str, api_key: str) -> None:
    with pytest.raises(Unauthorized) as caught:
        ask(both, authorization, api_key)
    assert caught.value.headers.getlist("WWW-Authenticate") == [BEARER, KEY]
    assert caught.value.document() == Unauthorized().document()


def test_second_factor_is_not_guessed_without_the_first() -> None:
    def never(key: str) -> None:
        raise AssertionError("the second one was asked")

    assert challenges(AllOf(bearer, APIKey(never)), "Bearer bad", "k-ann") == [BEARER, KEY]
    assert challenges(AllOf(bearer, APIKey(never)), None, "k-ann") == [BEARER]


def test_malformed_credentials_stay_400() -> None:
    with pytest.raises(Problem) as caught:
        ask(both, "Bearer a b", "k-ann")
    assert caught.value.status == 400


def test_principals_may_be_joined_by_the_app() -> None:
    async def join(person: Principal, machine: Principal) -> str | None:
        return f"{person.id} at {machine.id}" if machine is BOB else None

    joined = AllOf(bearer, key, principal=join)
    app = Flask("tests")
    with app.app_context():
        assert ask(joined, "Bearer ann", "k-bob") == "ann at bob"
        assert challenges(joined, "Bearer ann", "k-ann") == [BEARER, KEY]


def test_principal_that_nothing_tells_from_others_is_a_broken_promise() -> None:
    with pytest.raises(ContractError, match="principal="):
        ask(AllOf(Bearer(lambda token: object()), key), "Bearer ann", "k-ann")


class Silent(Authenticator):
    """Thinks that credentials came, and then has nothing to say."""

    def authenticate(self, request: Request) -> None: ...

    def challenges(self, **_: Any) -> list[str]:
        return ["Silent"]


def test_authenticator_that_gives_nobody_lets_nobody_in() -> None:
    assert challenges(AllOf(Silent(), key), "x", "k-ann") == ["Silent"]
    assert AllOf(Silent(), key).security == ((key.security[0]),)


def test_bad_ones_never_pass_as_anonymous_X15(app: Flask) -> None:
    api = Api(app, middleware=[both, public])

    @api.resource("/me")
    class Me(Resource):
        def get(self, principal: Any) -> Any:
            return principal.id if principal else None

    client = app.test_client()
    assert client.get("/me").status_code == 204
    assert client.get("/me", headers={"X-API-Key": "k-ann"}).status_code == 401
    assert client.get("/me", headers={"X-API-Key": "k-ann", "Authorization": "Bearer bob"}).status_code == 401
    assert client.get("/me", headers={"X-API-Key": "k-ann", "Authorization": "Bearer ann"}).json == "ann"


def test_session_and_key_together(app: Flask) -> None:
    app.secret_key = "x"
    api = Api(app, middleware=[AllOf(Session({"ann": ANN}.get), key)])

    @api.resource("/me")
    class Me(Resource):
        def post(self, principal: Any) -> Any:
            return principal.id

    client, headers = app.test_client(), {"X-API-Key": "k-ann", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/me", headers=headers).headers["WWW-Authenticate"] == 'Session realm="API"'
    with client.session_transaction() as session:
        session["user_id"] = "ann"
    assert client.post("/me", headers=headers).json == "ann"
    assert client.post("/me", headers={**headers, "Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_session_needs_its_key_inside_of_others_too() -> None:
    api = Api(middleware=[AnyOf(basic, AllOf(Session({}.get), key))])

    @api.resource("/me")
    class Me(Resource):
        def get(self) -> None: ...

    with pytest.raises(ConfigError, match="SECRET_KEY"):
        api.init_app(Flask("tests"))


# -- with a choice -------------------------------------------------------------------------------------------------------


def test_one_of_all_may_be_a_choice() -> None:
    chosen = AllOf(AnyOf(bearer, basic), key)
    assert ask(chosen, "Bearer ann", "k-ann") is ANN
    assert ask(chosen, PASSWORD, "k-ann") is ANN
    assert challenges(chosen, PASSWORD, "k-bob") == [BEARER, 'Basic realm="API", charset="UTF-8"', KEY]


def test_one_of_a_choice_may_be_several() -> None:
    either = AnyOf(basic, both)
    assert ask(either, PASSWORD) is ANN
    assert ask(either, "Bearer ann", "k-ann") is ANN
    assert challenges(either, "Bearer ann")[0] == KEY
    with pytest.raises(Problem) as caught:
        ask(AnyOf(basic, key, AllOf(bearer, Named())), PASSWORD, "k-ann")
    assert caught.value.status == 400


class Named(Authenticator):
    """Credentials in a field of their own, with no more said than has to be."""

    reads = ("X-Named",)

    def authenticate(self, request: Request) -> Principal | None:
        return ANN if request.headers.get("X-Named") == "ann" else None

    def challenges(self, **_: Any) -> list[str]:
        return ["Named"]


def test_alternatives_multiply_out() -> None:
    found = AllOf(AnyOf(bearer, basic), APIKey({}.get, query="key")).security
    assert [tuple(scheme.name for scheme in together) for together in found] == [
        ("bearer", "X-API-Key"),
        ("bearer", "key.query"),
        ("basic", "X-API-Key"),
        ("basic", "key.query"),
    ]


def test_what_no_request_can_have_is_no_alternative() -> None:
    session = Session({}.get)
    found = AllOf(AnyOf(bearer, session), AnyOf(basic, key)).security
    assert [tuple(scheme.name for scheme in together) for together in found] == [
        ("bearer", "X-API-Key"),
        ("session", "basic"),
        ("session", "X-API-Key"),
    ]


@pytest.mark.parametrize("members", [(bearer, basic), (AnyOf(bearer, Bearer({}.get, scheme="Token")), basic), (both, basic)], ids=str)
def test_two_of_one_field_can_never_be(members: tuple[Authenticator, ...]) -> None:
    with pytest.raises(ConfigError, match="one Authorization only"):
        AllOf(*members)


@pytest.mark.parametrize("members", [(), (Bearer,), (bearer, "key"), (None,)], ids=str)
def test_what_is_no_authenticator_is_refused(members: tuple[Any, ...]) -> None:
    with pytest.raises(ConfigError, match="AllOf"):
        AllOf(*members)


def test_all_of_names_itself() -> None:
    assert repr(both) == "AllOf(Bearer(realm='API'), APIKey(header='X-API-Key', realm='API'))"
    with pytest.raises(ConfigError, match="principal="):
        AllOf(bearer, key, principal="first")  # type: ignore[arg-type]


@pytest.mark.parametrize("order", ["key first", "digest first"])
def test_key_in_the_query_is_part_of_what_was_signed(serve: Any, order: str) -> None:
    app = Flask(__name__)
    app.secret_key = "for tests"
    members = [APIKey({"k-ann": ANN}.get, query="key"), Digest({"ann": ("pw", ANN)}.get)]
    api = Api(app, middleware=[AllOf(*(members if order == "key first" else members[::-1]))])

    @api.resource("/me")
    class Me(Resource):
        def get(self, principal: Principal) -> str:
            return principal.id

    address = serve(app)
    assert requests.get(f"{address}/me?key=k-ann", auth=HTTPDigestAuth("ann", "pw"), timeout=30).json() == "ann"
    assert requests.get(f"{address}/me?key=k-bob", auth=HTTPDigestAuth("ann", "pw"), timeout=30).status_code == 401


def test_a_choice_of_keys_leaves_authorization_to_the_others() -> None:
    second = AllOf(AnyOf(key, APIKey({"k-ann": ANN}.get, header="X-Other")), basic)
    assert ask(second, PASSWORD, "k-ann") is ANN
    for sent in [(None, "k-ann"), (PASSWORD, None), (PASSWORD, "bad"), ("Bearer ann", "k-ann")]:
        with pytest.raises(Unauthorized):
            ask(second, *sent)
