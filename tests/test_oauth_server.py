"""The authorization server as Authlib's clients meet it, and what it says of itself."""

from __future__ import annotations

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2 import rfc9207
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authorization.fixtures import database as database
from authorization.fixtures import world as world
from authorization.flow import CALLBACK
from authorization.flow import ISSUER
from authorization.flow import SCOPES
from authorization.flow import VERIFIER
from authorization.flow import Person
from authorization.flow import World
from authorization.flow import authorize_url
from authorization.flow import code_form
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from sqlalchemy.orm import sessionmaker

from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import Principal
from flask_resty.oauth import AuthorizationServer
from flask_resty.oauth import Registry

# -- by Authlib's clients, over a real server --------------------------------------------------------------------------


def allowed(base, url):
    """Log in, allow what is asked at an address, and give the address that the browser is sent to."""
    browser = requests.Session()
    there = browser.get(url)
    page = browser.post(there.url, data={"user": "ada"})
    [confirmation] = [part.split('"')[0] for part in page.text.split('name="confirmation" value="')[1:]]
    return browser.post(page.url, data={"confirmation": confirmation, "answer": "allow"}, allow_redirects=False).headers["Location"]


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_the_client_for_requests_goes_all_the_way(world, serve, method):
    base = serve(world.app)
    client_id, secret = world.client(public=method == "none")
    client = OAuth2Session(
        client_id,
        secret,
        token_endpoint_auth_method=method,
        scope="posts:read",
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
        token_endpoint=f"{base}/oauth/token",
        revocation_endpoint_auth_method=method,
    )
    url, state = client.create_authorization_url(f"{base}/oauth/authorize", code_verifier=VERIFIER)
    token = client.fetch_token(authorization_response=allowed(base, url), code_verifier=VERIFIER, state=state)
    assert client.get(f"{base}/me").json() == {"id": "ada", "client": client_id, "scopes": ["posts:read"]}
    world.time += 3600
    assert client.get(f"{base}/me").status_code == 401
    assert client.refresh_token()["refresh_token"] != token["refresh_token"]
    assert client.get(f"{base}/me").status_code == 200
    assert client.revoke_token(f"{base}/oauth/revoke", client.token["refresh_token"]).status_code == 200
    assert client.get(f"{base}/me").status_code == 401


@pytest.mark.filterwarnings("ignore:The httpx module is deprecated")
def test_the_client_for_httpx_goes_all_the_way(world, serve):
    httpx_client = pytest.importorskip("authlib.integrations.httpx_client")
    base = serve(world.app)
    client_id, secret = world.client()
    with httpx_client.OAuth2Client(
        client_id, secret, redirect_uri=CALLBACK, code_challenge_method="S256", token_endpoint=f"{base}/oauth/token"
    ) as client:
        url, _ = client.create_authorization_url(f"{base}/oauth/authorize", code_verifier=VERIFIER)
        client.fetch_token(authorization_response=allowed(base, url), code_verifier=VERIFIER)
        assert client.get(f"{base}/me").json()["scopes"] == list(SCOPES)
        client.refresh_token()
        assert client.introspect_token(f"{base}/oauth/introspect", client.token["access_token"]).json()["sub"] == "ada"
        client.revoke_token(f"{base}/oauth/revoke", client.token["access_token"])
        assert client.get(f"{base}/me").status_code == 401


def test_a_client_acts_for_itself(world, serve):
    base = serve(world.app)
    client_id, secret = world.client(grant_types=["client_credentials"])
    client = OAuth2Session(client_id, secret, scope="posts:write")
    client.fetch_token(f"{base}/oauth/token", grant_type="client_credentials")
    assert client.get(f"{base}/me").json() == {"id": client_id, "client": client_id, "scopes": ["posts:write"]}
    assert "refresh_token" not in client.token


# -- what it says of itself --------------------------------------------------------------------------------------------


def test_metadata_are_what_a_client_needs(world):
    answer = world.app.test_client().get("/.well-known/oauth-authorization-server", headers={"Host": "evil.example"})
    AuthorizationServerMetadata(answer.json).validate([rfc9207.AuthorizationServerMetadata])
    assert answer.json["issuer"] == ISSUER
    assert {answer.json[f"{name}_endpoint"] for name in ("authorization", "token", "revocation", "introspection")} == {
        f"{ISSUER}/oauth/{name}" for name in ("authorize", "token", "revoke", "introspect")
    }
    assert answer.json["scopes_supported"] == list(SCOPES)
    assert answer.json["code_challenge_methods_supported"] == ["S256"]
    assert answer.json["grant_types_supported"] == ["authorization_code", "client_credentials", "refresh_token"]
    assert answer.json["authorization_response_iss_parameter_supported"] is True
    assert (answer.content_type, answer.headers["Access-Control-Allow-Origin"]) == ("application/json", "*")


def test_the_path_of_an_issuer_stands_behind_the_well_known_one(tmp_path):
    world = World(f"sqlite:///{tmp_path}/oauth.db", issuer="https://as.example/tenant")
    client_id, _ = world.client()
    answer = world.app.test_client().get("/.well-known/oauth-authorization-server/tenant")
    assert answer.json["token_endpoint"] == "https://as.example/tenant/oauth/token"
    assert world.app.test_client().get("/.well-known/oauth-authorization-server").status_code == 404
    assert Person(world).sees("/tenant" + authorize_url(client_id)).status_code == 200
    assert Person(world).sees(authorize_url(client_id)).status_code == 404


@pytest.mark.parametrize(("path", "method"), [("token", "POST"), ("revoke", "POST"), ("metadata", "GET")])
def test_pages_of_other_origins_may_ask(world, path, method):
    rule = "/.well-known/oauth-authorization-server" if path == "metadata" else f"/oauth/{path}"
    asked = {"Origin": "https://spa.example", "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
    answer = world.app.test_client().options(rule, headers=asked)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert (answer.headers["Access-Control-Allow-Methods"], answer.headers["Allow"]) == (method, f"{method}, OPTIONS")
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    refused = world.app.test_client().open(rule, method=method, headers=asked)
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert not {name for name, _ in [*answer.headers, *refused.headers]} & {"Access-Control-Allow-Credentials", "Set-Cookie"}


@pytest.mark.parametrize("path", ["authorize", "introspect"])
def test_no_page_of_another_origin_reads_the_rest(world, path):
    for method in ("GET", "POST", "OPTIONS"):
        answer = world.app.test_client().open(f"/oauth/{path}", method=method, headers={"Origin": "https://spa.example"})
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_its_bearer_says_where_tokens_are_to_be_had(world):
    [[scheme]] = world.server.bearer().security
    flows = scheme.definition["flows"]
    assert (scheme.name, scheme.definition["type"]) == ("oauth2", "oauth2")
    assert flows["authorizationCode"]["authorizationUrl"] == f"{ISSUER}/oauth/authorize"
    assert flows["clientCredentials"] == {"tokenUrl": f"{ISSUER}/oauth/token", "scopes": SCOPES}


# -- what a developer may get wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "issuer",
    [
        "",
        "as.example",
        "http://as.example",
        "https://as.example/",
        "https://as.example?x",
        "https://as.example#x",
        "https://äs.example",
        None,
    ],
)
def test_an_issuer_that_is_none_is_told(issuer):
    with pytest.raises(ConfigError, match="has the issuer"):
        make(issuer=issuer)


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:5000", "http://localhost", "https://as.example/a/b"])
def test_an_issuer_on_this_machine_needs_no_certificate(issuer):
    assert make(issuer=issuer).metadata["issuer"] == issuer


@pytest.mark.parametrize("scopes", [{"a b": "x"}, {'"': "x"}, {"a": ""}, ["a"], {"a": None}], ids=str)
def test_a_scope_that_is_none_is_told(scopes):
    with pytest.raises(ConfigError, match="has the scopes"):
        make(scopes=scopes)


@pytest.mark.parametrize("what", ["user", "account"])
def test_a_function_that_cannot_be_asked_is_told(what):
    with pytest.raises(ConfigError, match=f"AuthorizationServer cannot call 'Principal'. Give a function as {what}="):
        make(**{what: Principal(id="ada")})


def test_a_registry_that_is_none_is_told():
    with pytest.raises(ConfigError, match="has no registry in 'sessionmaker'. Give Registry"):
        make(registry=sessionmaker())


def test_endpoints_that_would_not_be_found_are_told(app):
    with pytest.raises(ConfigError, match="cannot stand below '/v1'"):
        app.register_blueprint(make().blueprint, url_prefix="/v1")


def test_who_may_introspect_is_a_list():
    with pytest.raises(ConfigError, match=r"introspects=\['api'\]"):
        make(introspects="api")


def test_an_app_without_a_key_for_its_sessions_is_told():
    with pytest.raises(ConfigError, match="'bare' has no SECRET_KEY"):
        make().init_app(Flask("bare"))


def make(**changes):
    """Make a server that nobody asks."""
    options = {"registry": Registry(lambda: None), "issuer": ISSUER, "user": lambda: None, "login": "log_in", "scopes": SCOPES}
    return AuthorizationServer(**{**options, **changes})


# -- what an application adds ------------------------------------------------------------------------------------------


def test_a_limit_of_flask_limiter_counts_each_endpoint_by_itself(world):
    app = Flask("limited")
    app.secret_key = "not a secret"
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    server = make(registry=world.registry)
    limiter.limit("1/minute", methods=["GET", "POST"])(server.blueprint)
    server.init_app(app)
    client = app.test_client()
    for method, rule in [("POST", "/oauth/token"), ("POST", "/oauth/revoke"), ("POST", "/oauth/introspect"), ("GET", "/oauth/authorize")]:
        assert [client.open(rule, method=method).status_code for _ in range(2)] == [400, 429]
    assert [client.options("/oauth/token").status_code for _ in range(3)] == [204] * 3


def test_the_commands_of_the_app_know_the_registry(world):
    with pytest.raises(ConfigError, match="has a registry already"):
        make().init_app(world.app)


def test_the_person_may_be_asked_for_by_a_coroutine(world):
    async def user():
        return Principal(id="grace")

    app = Flask("async")
    app.secret_key = "not a secret"
    make(registry=world.registry, user=user).init_app(app)
    assert "<bdi>grace</bdi>" in app.test_client().get(authorize_url(world.client()[0])).text


def test_a_person_who_is_nobody_is_a_mistake_of_the_developer(world):
    app = Flask("broken")
    app.secret_key = "not a secret"
    app.testing = True
    make(registry=world.registry, user=lambda: object()).init_app(app)
    with pytest.raises(ContractError, match="nobody is told from others"):
        app.test_client().get(authorize_url(world.client()[0]))


def test_the_status_of_a_client_ends_its_tokens_T84(world):
    client_id, secret = world.client()
    code = Person(world).gets_code(client_id)
    client = world.app.test_client()
    tokens = client.post("/oauth/token", data=code_form(code), auth=(client_id, secret)).json
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert client.get("/me", headers=bearer).status_code == 200
    world.registry.clients.revoke(client_id)
    refused = client.get("/me", headers=bearer)
    assert (refused.status_code, 'error="invalid_token"' in refused.headers["WWW-Authenticate"]) == (401, True)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert client.post("/oauth/token", data=form, auth=(client_id, secret)).json["error"] == "invalid_client"
    assert Person(world).sees(authorize_url(client_id)).status_code == 400
