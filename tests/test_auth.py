"""The entry that says who calls, whatever the scheme is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask import Request
from flask import Response
from flask import request
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.exceptions import Unauthorized as WerkzeugUnauthorized

from flask_resty import Api
from flask_resty import Resource
from flask_resty import use
from flask_resty.auth import AnyOf
from flask_resty.auth import Authenticator
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.auth import Unauthorized
from flask_resty.auth import public
from flask_resty.auth.challenges import write
from flask_resty.errors import ConfigError
from flask_resty.errors import ContractError
from flask_resty.errors import Problem
from flask_resty.principal import current_principal
from flask_resty.principal import principal_of
from flask_resty.principal import set_principal
from flask_resty.stack import Layer
from flask_resty.stack import Seat
from flask_resty.stack import resolve
from flask_resty.stack import without

TOKENS = {"good": "ann", "other": "bob"}
PLAIN = 'Bearer realm="API"'


def whoami(request: Request) -> Response:
    return Response(f"{principal_of(request.environ)}")


def identify(
    app: Flask,
    authenticator: Authenticator,
    authorization: str | None,
    *more: Any,
    next: Callable[[Request], Response] = whoami,
) -> Response:
    """Run the bound authenticator alone; ``more`` is what else stands in its stack."""
    stack = resolve([Layer("api", "", (authenticator, *more))], "GET")
    seat = Seat(app=app, endpoint="x", method="GET", layer=Layer("api", ""), stack=stack)
    headers = {} if authorization is None else {"Authorization": authorization}
    with app.test_request_context(headers=headers):
        return authenticator.bind(seat)(request, next)


def refused(app: Flask, authenticator: Authenticator, authorization: str | None, *more: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        identify(app, authenticator, authorization, *more, next=never)
    return caught.value


def never(request: Request) -> Response:
    raise AssertionError("the stack went on")


def test_good_credentials_give_the_principal(app: Flask) -> None:
    assert identify(app, Bearer(TOKENS.get), "Bearer good").get_data(as_text=True) == "ann"


def test_anonymous_is_401_before_anything_else_X28(app: Flask) -> None:
    problem = refused(app, Bearer(TOKENS.get), None)
    assert (problem.status, problem.headers.getlist("WWW-Authenticate")) == (401, [PLAIN])


def test_anonymous_passes_where_the_stack_is_public_T78(app: Flask) -> None:
    assert identify(app, Bearer(TOKENS.get), None, public).get_data(as_text=True) == "None"


def test_public_may_be_said_for_one_method_T79(app: Flask) -> None:
    assert identify(app, Bearer(TOKENS.get), None, use(public, methods=["GET"])).get_data(as_text=True) == "None"
    assert refused(app, Bearer(TOKENS.get), None, use(public, methods=["POST"])).status == 401


def test_public_binds_to_nothing_and_names_itself(app: Flask) -> None:
    seat = Seat(app=app, endpoint="x", method="GET", layer=Layer("api", ""), stack=())
    assert public.bind(seat) is None
    assert repr(public) == "public"


def test_principal_is_known_on_public_verbs(app: Flask) -> None:
    assert identify(app, Bearer(TOKENS.get), "Bearer good", public).get_data(as_text=True) == "ann"


@pytest.mark.parametrize("authorization", ["Bearer bad", "Digest x", "Basic YTpi", "nonsense", "", "  ", "Bearer\tgood"])
def test_bad_credentials_are_401_on_public_verbs_too_T78_X15(app: Flask, authorization: str) -> None:
    problem = refused(app, Bearer(TOKENS.get), authorization, public)
    assert (problem.status, "WWW-Authenticate" in problem.headers) == (401, True)


def test_white_space_around_the_field_is_no_part_of_it(app: Flask) -> None:
    assert identify(app, Bearer(TOKENS.get), "\tBearer good ").get_data(as_text=True) == "ann"


def test_scheme_that_nobody_speaks_is_no_error_code(app: Flask) -> None:
    assert refused(app, Bearer(TOKENS.get), "Digest x").headers.getlist("WWW-Authenticate") == [PLAIN]


@pytest.mark.parametrize(
    "authorization", ["Bearer good,Bearer other", "Basic YTpi, Bearer good", 'Digest a="b, c d", Bearer good', "Bearer a,\tx y"]
)
def test_two_sets_of_credentials_are_400(app: Flask, authorization: str) -> None:
    problem = refused(app, Bearer(TOKENS.get), authorization, public)
    assert problem.status == 400
    assert 'error="invalid_request"' in problem.headers["WWW-Authenticate"]


@pytest.mark.parametrize("authorization", ['Digest username="a, b c", realm="x"', 'Digest username = "a" , nc = 1', 'Digest a="\\", b c"'])
def test_parameters_are_one_set_of_credentials(app: Flask, authorization: str) -> None:
    assert refused(app, Bearer(TOKENS.get), authorization).status == 401


def test_principal_of_another_request_never_stays(app: Flask) -> None:
    def asked(request: Request) -> None:
        assert principal_of(request.environ) is None

    class Nobody(Authenticator):
        def authenticate(self, request: Request) -> None:
            asked(request)

        def challenges(self, **_: Any) -> list[str]:
            return ["Nobody"]

    stack = resolve([Layer("api", "", (Nobody(), public))], "GET")
    seat = Seat(app=app, endpoint="x", method="GET", layer=Layer("api", ""), stack=stack)
    with app.test_request_context():
        set_principal(request.environ, "left over")
        assert Nobody().bind(seat)(request, whoami).get_data(as_text=True) == "None"
        assert not current_principal


def test_threads_share_an_authenticator_and_no_principal_X18(app: Flask) -> None:
    together = Barrier(2, timeout=10)

    def verify(token: str) -> str:
        together.wait()
        return token

    bearer = Bearer(verify)
    with ThreadPoolExecutor(2) as pool:
        responses = pool.map(partial(identify, app, bearer), ["Bearer a", "Bearer b"])
        assert [response.get_data(as_text=True) for response in responses] == ["a", "b"]


def test_401_of_a_handler_gets_the_challenges_X28(app: Flask) -> None:
    response = identify(app, Bearer(TOKENS.get), "Bearer good", next=lambda request: Response(status=401))
    assert response.headers.getlist("WWW-Authenticate") == [PLAIN]


def test_challenge_of_a_handler_is_kept(app: Flask) -> None:
    inner = partial(Response, status=401, headers={"WWW-Authenticate": "Negotiate"})
    response = identify(app, Bearer(TOKENS.get), "Bearer good", next=lambda request: inner())
    assert response.headers.getlist("WWW-Authenticate") == ["Negotiate"]


def test_other_statuses_get_no_challenge(app: Flask) -> None:
    response = identify(app, Bearer(TOKENS.get), "Bearer good", next=lambda request: Response(status=403))
    assert "WWW-Authenticate" not in response.headers


@pytest.mark.parametrize("error", [Unauthorized("The account is closed."), Problem(401, "No."), WerkzeugUnauthorized()])
def test_401_out_of_verify_gets_the_challenges(app: Flask, error: Exception) -> None:
    def verify(token: str) -> None:
        raise error

    problem = refused(app, Bearer(verify), "Bearer good")
    assert (problem.status, problem.headers.getlist("WWW-Authenticate")) == (401, [PLAIN])


@pytest.mark.parametrize("error", [ZeroDivisionError(), Problem(503), ServiceUnavailable()])
def test_other_errors_of_verify_are_not_swallowed(app: Flask, error: Exception) -> None:
    def verify(token: str) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        identify(app, Bearer(verify), "Bearer good")
    assert caught.value is error


@pytest.mark.parametrize("answer", [None, False])
def test_verify_says_no_with_none_or_false(app: Flask, answer: Any) -> None:
    assert refused(app, Bearer(lambda token: answer), "Bearer good", public).status == 401


def test_who_has_an_empty_secret_has_none(app: Flask) -> None:
    basic = Basic(secret=lambda username: ("", username))
    assert refused(app, basic, "Basic YW5uOg==").status == 401


def test_falsy_principal_is_somebody(app: Flask) -> None:
    assert identify(app, Bearer(lambda token: 0), "Bearer good").get_data(as_text=True) == "0"


def test_async_functions_are_awaited(app: Flask) -> None:
    async def verify(token: str) -> str | None:
        return TOKENS.get(token)

    async def secret(token: str) -> tuple[str, str]:
        return "good", "ann"

    assert identify(app, Bearer(verify), "Bearer good").get_data(as_text=True) == "ann"
    assert identify(app, AnyOf(Bearer(secret=secret)), "Bearer good").get_data(as_text=True) == "ann"
    assert refused(app, Bearer(verify), "Bearer bad").status == 401


def test_coroutine_is_never_taken_for_a_principal(app: Flask) -> None:
    async def verify(token: str) -> None:
        raise AssertionError("nobody awaits this")

    with pytest.raises(ContractError, match="verify gave a coroutine"):
        identify(app, Bearer(lambda token: verify(token)), "Bearer bad", public)


def test_asynchronous_generator_is_never_taken_for_a_principal(app: Flask) -> None:
    async def verify(token: str) -> Any:
        yield token

    with pytest.raises(ContractError, match="verify gave a generator"):
        identify(app, Bearer(verify), "Bearer bad", public)


@pytest.mark.parametrize("wrapped", [lambda one: one, AnyOf])
def test_coroutine_of_an_authenticator_of_ones_own_is_no_principal(app: Flask, wrapped: Any) -> None:
    class Later(Badge):
        def authenticate(self, request: Request) -> Any:
            return super().authenticate(request)

    with pytest.raises(ContractError, match="authenticate gave a coroutine"):
        identify(app, wrapped(Later()), None)


def test_authenticator_of_ones_own_says_no_with_false_too(app: Flask) -> None:
    class No(Badge):
        def authenticate(self, request: Request) -> Any:
            return False

    assert refused(app, No(), None).status == 401
    assert refused(app, AnyOf(No()), None).status == 401


@pytest.mark.parametrize(
    ("outer", "inner", "status"),
    [
        ([Bearer(TOKENS.get), public], [Basic(print)], 401),
        ([public], [Bearer(TOKENS.get)], 401),
        ([Bearer(TOKENS.get)], [public], 200),
        ([public], [public, Bearer(TOKENS.get)], 200),
        ([public, Bearer(TOKENS.get)], [], 200),
    ],
)
def test_public_does_not_lift_an_authenticator_of_a_nearer_layer(app: Flask, outer: Any, inner: Any, status: int) -> None:
    Api(app, middleware=outer).resource("/r", middleware=inner)(type("Thing", (Resource,), {"get": lambda self: ""}))
    assert app.test_client().get("/r").status_code == status


class Badge(Authenticator):
    """A scheme of somebody's own, where credentials stand elsewhere."""

    async def authenticate(self, request: Request) -> str | None:
        return request.args.get("badge")

    def challenges(self, **_: Any) -> list[str]:
        return [write("Badge", realm="API")]


def test_authenticator_of_ones_own_may_be_async(app: Flask) -> None:
    assert identify(app, Badge(), None, public).get_data(as_text=True) == "None"
    assert refused(app, Badge(), None).headers.getlist("WWW-Authenticate") == ['Badge realm="API"']


def test_authorization_that_nobody_read_never_passes_for_none(app: Flask) -> None:
    assert refused(app, Badge(), "Bearer x", public).status == 401


def test_unauthorized_carries_each_challenge_in_a_field() -> None:
    error = Unauthorized(challenges=[PLAIN, 'Basic realm="API"'])
    assert error.headers.getlist("WWW-Authenticate") == [PLAIN, 'Basic realm="API"']
    assert error.document() == {"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": "The credentials are not valid."}


@pytest.mark.parametrize("make", [partial(Basic, TOKENS.get), partial(Bearer, TOKENS.get)])
@pytest.mark.parametrize("realm", ["", "a\r\nX-Evil: 1", "a\x00", "Büro", None])
def test_realm_that_cannot_stand_in_a_header_is_refused(make: Callable[..., Authenticator], realm: Any) -> None:
    with pytest.raises(ConfigError, match="realm"):
        make(realm=realm)


@pytest.mark.parametrize(("realm", "written"), [("API", '"API"'), ('a "b" \\', r'"a \"b\" \\"')])
def test_realm_is_always_a_quoted_string(realm: str, written: str) -> None:
    assert Basic(TOKENS.get, realm=realm).challenges() == [f'Basic realm={written}, charset="UTF-8"']
    assert Bearer(TOKENS.get, realm=realm).challenges() == [f"Bearer realm={written}"]


@pytest.mark.parametrize("make", [Basic, Bearer])
@pytest.mark.parametrize("given", [{}, {"verify": TOKENS.get, "secret": TOKENS.get}, {"verify": "good"}, {"secret": TOKENS}])
def test_exactly_one_function_is_needed(make: Callable[..., Authenticator], given: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        make(**given)
    assert str(caught.value).endswith(".")
    assert "good" not in str(caught.value)


def test_two_authenticators_on_one_layer_are_two_of_a_kind() -> None:
    assert Basic.once == Bearer.once == AnyOf.once == "authenticator"
    stack = resolve([Layer("api", "", (Basic(TOKENS.get),)), Layer("verb", "", (nearest := Bearer(TOKENS.get),))], "GET")
    assert [placed.entry for placed in stack] == [nearest]


def test_401_of_a_verb_without_the_authenticator_still_says_how_to_get_in() -> None:
    app = Flask(__name__)
    api = Api(app, middleware=[Bearer(verify=lambda token: None)])

    @api.resource("/log-in")
    class LogIn(Resource):
        @without(Authenticator)
        def post(self) -> None:
            raise Problem(401, "Wrong password.")

    response = app.test_client().post("/log-in", headers={"Authorization": "Bearer stale"})
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="API"')
    assert [entry["entry"] for entry in api.operations(app)[0].explain()] == ["challenges of Bearer(realm='API')"]
