"""What a principal has to have, or to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask import Request
from flask import Response
from flask import request

from flask_resty.auth import AnyOf
from flask_resty.auth import Authenticator
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.auth import Unauthorized
from flask_resty.auth import public
from flask_resty.auth import requires
from flask_resty.auth.rules import Rule
from flask_resty.auth.rules import check_rules
from flask_resty.errors import ConfigError
from flask_resty.errors import ContractError
from flask_resty.errors import Problem
from flask_resty.marks import marked
from flask_resty.principal import set_principal
from flask_resty.stack import Layer
from flask_resty.stack import Seat
from flask_resty.stack import describe
from flask_resty.stack import resolve

BEARER = Bearer({}.get)


@dataclass
class Person:
    name: str = "Ann"
    scopes: Any = ()
    roles: Any = ()


def owner(principal: Person, item: Any) -> bool:
    return bool(item == principal.name)


def is_ann(principal: Person) -> bool:
    return principal.name == "Ann"


def seated(app: Flask, rule: Rule, authenticator: Authenticator | None = BEARER) -> Seat:
    entries = (rule,) if authenticator is None else (authenticator, rule)
    stack = resolve([Layer("verb", "", entries)], "PUT")
    return Seat(app=app, endpoint="post_item", method="PUT", layer=Layer("verb", ""), stack=stack)


def passes(app: Flask, rule: Rule, principal: Any, authenticator: Authenticator = BEARER) -> Response:
    """Run the bound rule for a principal."""
    with app.test_request_context():
        set_principal(request.environ, principal)
        return rule.bind(seated(app, rule, authenticator))(request, lambda request: Response("passed"))


def refused(app: Flask, rule: Rule, principal: Any, authenticator: Authenticator = BEARER) -> Problem:
    with pytest.raises(Problem) as caught:
        passes(app, rule, principal, authenticator)
    return caught.value


def passes_item(app: Flask, rule: Rule, principal: Any, item: Any) -> None:
    with app.test_request_context():
        set_principal(request.environ, principal)
        rule.after_find(seated(app, rule))(request, item)


@pytest.mark.parametrize("scopes", [["a", "b"], ("b", "a", "c"), {"a", "b"}, frozenset("ab"), {"a": 1, "b": 2}.keys(), "a b", " b  a "])
def test_all_scopes_are_needed_in_whatever_collection(app: Flask, scopes: Any) -> None:
    assert passes(app, requires("a", "b"), Person(scopes=scopes)).get_data(as_text=True) == "passed"


@pytest.mark.parametrize("scopes", [None, (), [], "", ["a"], "ab", "a", ["a b"], "A B"])
def test_missing_scope_is_403_with_what_is_needed_T83(app: Flask, scopes: Any) -> None:
    problem = refused(app, requires("a", "b"), Person(scopes=scopes))
    assert (problem.status, problem.document()["detail"]) == (403, "The credentials do not allow this.")
    assert problem.headers.getlist("WWW-Authenticate") == ['Bearer realm="API", error="insufficient_scope", scope="a b"']


def test_only_schemes_with_words_for_it_tell_of_scopes_T83(app: Flask) -> None:
    basic = Basic(lambda name, password: None)
    assert "WWW-Authenticate" not in refused(app, requires("a"), Person(), basic).headers
    assert refused(app, requires("a"), Person(), AnyOf(basic, BEARER)).headers.getlist("WWW-Authenticate") == [
        'Bearer realm="API", error="insufficient_scope", scope="a"'
    ]


@pytest.mark.parametrize(("principal", "status"), [(None, 401), (Person(), 403), (Person(roles=["user"]), 403)])
def test_role_is_refused_to_who_has_it_not_T80_X29(app: Flask, principal: Person | None, status: int) -> None:
    assert refused(app, requires(role="admin"), principal).status == status


def test_role_lets_in_who_has_it_T80(app: Flask) -> None:
    assert passes(app, requires(role="admin"), Person(roles=["user", "admin"])).get_data(as_text=True) == "passed"


@pytest.mark.parametrize(
    ("roles", "allowed"), [(["editor"], True), ({"admin"}, True), ("admin", True), ("administrator", False), (["user"], False)]
)
def test_any_role_of_several_will_do(roles: Any, allowed: bool) -> None:
    rule = requires(role=("editor", "admin"))
    assert (rule.lack(Person(roles=roles), None) is None) is allowed


@pytest.mark.parametrize("principal", ["ann", 7, object(), {"roles": ["admin"], "scopes": ["a"]}])
def test_principal_without_scopes_and_roles_has_none(principal: Any) -> None:
    assert requires("a").lack(principal, None) == ("a",)
    assert requires(role="admin").lack(principal, None) == ()


@pytest.mark.parametrize("rule", [requires("a"), requires(role="b"), requires(is_ann), requires(owner), ~requires(role="b")])
def test_anonymous_is_401_with_challenges_never_403_T80(app: Flask, rule: Rule) -> None:
    problem = refused(app, rule, None)
    assert isinstance(problem, Unauthorized)
    assert problem.headers.getlist("WWW-Authenticate") == ['Bearer realm="API"']
    with pytest.raises(Unauthorized):
        passes_item(app, rule, None, "Ann")


def test_false_predicate_is_403_without_a_challenge_T81(app: Flask) -> None:
    problem = refused(app, requires(is_ann), Person("Jack"))
    assert (problem.status, "WWW-Authenticate" in problem.headers) == (403, False)
    assert passes(app, requires(is_ann), Person("Ann")).get_data(as_text=True) == "passed"


def test_everything_in_one_requires_is_needed_and_scopes_come_first() -> None:
    asked: list[str] = []
    rule = requires(lambda principal: asked.append("asked") or True, "a", role="r")
    assert rule.lack(Person(), None) == ("a",)
    assert rule.lack(Person(scopes="a"), None) == ()
    assert asked == []
    assert rule.lack(Person(scopes="a", roles="r"), None) is None
    assert asked == ["asked"]


def test_item_rule_waits_for_the_item(app: Flask) -> None:
    rule = requires("a", owner)
    assert rule.needs_item
    assert passes(app, rule, Person()).get_data(as_text=True) == "passed"
    assert passes_item(app, rule, Person(scopes="a"), "Ann") is None
    for person, item in ((Person(scopes="a"), "Bob"), (Person(), "Ann")):
        with pytest.raises(Problem) as caught:
            passes_item(app, rule, person, item)
        assert caught.value.status == 403


@pytest.mark.parametrize(
    ("rule", "needs"),
    [
        (requires("a"), False),
        (requires(is_ann), False),
        (requires(owner), True),
        (requires("a") & requires(is_ann), False),
        (requires("a") | requires(owner), True),
        (requires(owner) & requires("a"), True),
        (~requires(owner), True),
        (~(requires("a") | requires("b")), False),
    ],
)
def test_one_predicate_with_an_item_makes_the_whole_rule_wait(rule: Rule, needs: bool) -> None:
    assert rule.needs_item is needs


A, B, ADMIN = requires("a"), requires("b"), requires(role="admin")


@pytest.mark.parametrize(
    ("rule", "person", "lack"),
    [
        (A & B, Person(scopes="a b"), None),
        (A & B, Person(scopes="a"), ("b",)),
        (A & B, Person(scopes="b"), ("a",)),
        (A | B, Person(scopes="a"), None),
        (A | B, Person(scopes="b"), None),
        (A | B, Person(), ("a",)),
        (ADMIN | A, Person(roles=["admin"]), None),
        (ADMIN | A, Person(), ("a",)),
        (ADMIN & A, Person(), ()),
        (~ADMIN, Person(), None),
        (~ADMIN, Person(roles=["admin"]), ()),
        (~A, Person(scopes="a"), ()),
        (~~A, Person(scopes="a"), None),
        (~(A | ADMIN), Person(scopes="a"), ()),
        (A & ~ADMIN, Person(scopes="a"), None),
    ],
)
def test_rules_combine(rule: Rule, person: Person, lack: Any) -> None:
    assert rule.lack(person, None) == lack


def test_second_side_is_asked_only_where_it_matters() -> None:
    never = requires(lambda principal: 1 / 0)
    assert (ADMIN | never).lack(Person(roles="admin"), None) is None
    assert (ADMIN & never).lack(Person(), None) == ()


def test_error_of_a_predicate_is_not_swallowed(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        passes(app, requires(lambda principal: 1 / 0), Person())


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        (requires("posts:write", owner), "requires('posts:write', owner)"),
        (requires(is_ann, "a", role=("x", "y")), "requires(is_ann, 'a', role=('x', 'y'))"),
        (A | ADMIN, "requires('a') | requires(role='admin')"),
        (A & B & ADMIN, "requires('a') & requires('b') & requires(role='admin')"),
        (A & (B | ADMIN), "requires('a') & (requires('b') | requires(role='admin'))"),
        (~(A | B), "~(requires('a') | requires('b'))"),
        (~A, "~requires('a')"),
        (requires(partial(owner, "s3cret")), "requires(partial)"),
    ],
)
def test_rule_names_itself_as_it_was_written(rule: Rule, written: str) -> None:
    assert describe(rule) == written


class Careful:
    """A predicate with a state of its own."""

    def __call__(self, principal: Any, /) -> bool:
        return True

    async def late(self, principal: Any) -> bool:
        return False


@pytest.mark.parametrize(
    ("predicate", "needs_item"),
    [
        (is_ann, False),
        (owner, True),
        (Careful(), False),
        (partial(lambda item, principal: True, "item"), False),
        (partial(lambda principal, *, strict: True, strict=True), False),
        (lambda principal, item, **more: True, True),
    ],
)
def test_predicate_takes_a_principal_and_maybe_an_item(predicate: Callable[..., Any], needs_item: bool) -> None:
    rule = requires(predicate)
    assert rule.needs_item is needs_item
    assert rule.lack(Person(), "Ann") is None


async def later(principal: Any) -> bool:
    return False


def yields(principal: Any) -> Any:
    yield False


class Later:
    async def __call__(self, principal: Any) -> bool:
        return False


@pytest.mark.parametrize(
    "predicate",
    [
        lambda: True,
        lambda a, b, c: True,
        lambda a, b=1: True,
        lambda a=1: True,
        lambda *a: True,
        lambda a, *b: True,
        lambda a, *, b: True,
        later,
        yields,
        Later(),
        Careful().late,
        partial(later),
        print,
        min,
        dict,
        Careful,
        A,
        public,
        BEARER,
        7,
        None,
        ["a"],
    ],
    ids=map(str, count()),
)
def test_predicate_that_cannot_be_asked_is_refused(predicate: Any) -> None:
    with pytest.raises(ConfigError) as caught:
        requires(predicate)
    assert str(caught.value).endswith(".")


def test_bare_decorator_is_refused() -> None:
    with pytest.raises(ConfigError, match="'put' cannot be asked"):

        @requires
        def put(self: Any, item: Any) -> None: ...


def test_coroutine_is_never_taken_for_a_yes(app: Flask) -> None:
    with pytest.raises(ContractError, match="coroutine"):
        passes(app, requires(lambda principal: later(principal)), Person())


def test_generator_is_never_taken_for_a_yes(app: Flask) -> None:
    with pytest.raises(ContractError, match="gave a generator, not an answer"):
        passes(app, requires(lambda principal: (group == "a" for group in ())), Person())


@pytest.mark.parametrize("scope", ["", "a b", 'a"b', "a\\b", "ä", "a\n", "a\x00"])
def test_scope_that_cannot_stand_in_a_challenge_is_refused(scope: str) -> None:
    with pytest.raises(ConfigError, match="is no scope"):
        requires(scope)


@pytest.mark.parametrize("role", ["", (), [], 7, ("a", ""), ("a", 7), {"a": None, 7: None}])
def test_role_that_names_nothing_is_refused(role: Any) -> None:
    with pytest.raises(ConfigError, match="names no role"):
        requires(role=role)


def test_nothing_asked_is_refused() -> None:
    with pytest.raises(ConfigError, match="asks for nothing"):
        requires()


def test_rules_have_no_truth_of_their_own() -> None:
    with pytest.raises(ConfigError, match="Combine rules with &, | and ~"):
        print(A and B)
    with pytest.raises(ConfigError, match="Combine rules with"):
        print(not A)


@pytest.mark.parametrize("other", [owner, "a", public])
def test_rules_combine_with_rules_only(other: Any) -> None:
    with pytest.raises(TypeError):
        A & other
    with pytest.raises(TypeError):
        A | other


def test_rule_without_an_authenticator_is_a_mistake_of_the_developer(app: Flask) -> None:
    message = "'PostItem.put' requires 'posts:write', owner, but no authenticator is in its stack. Add one, or drop @requires."
    rule = requires("posts:write", owner)
    with pytest.raises(ConfigError) as caught:
        check_rules(seated(app, rule, None).stack, "PostItem.put")
    assert str(caught.value) == message
    for late in (rule.settle, rule.bind, rule.after_find):
        with pytest.raises(ConfigError, match="'PUT post_item' requires 'posts:write', owner, but"):
            late(seated(app, rule, None))


def test_stack_with_an_authenticator_or_without_rules_is_fine(app: Flask) -> None:
    assert check_rules(seated(app, A).stack, "PostItem.put") is None
    assert check_rules((), "PostItem.put") is None
    assert A.settle(seated(app, A)) is None


def test_rules_decorate_and_add_up(app: Flask) -> None:
    @A
    @ADMIN
    @public
    def put(self: Any) -> None: ...

    assert marked(put, "stack") == (public, ADMIN, A)
    stack = resolve([Layer("api", "", (BEARER,)), Layer("verb", "", marked(put, "stack"))], "PUT")
    assert [placed.entry for placed in stack] == [BEARER, public, ADMIN, A]


def test_refusal_keeps_the_rest_from_running_T97(app: Flask) -> None:
    def never(request: Request) -> Response:
        raise AssertionError("the stack went on")

    with app.test_request_context():
        set_principal(request.environ, Person())
        with pytest.raises(Problem) as caught:
            A.bind(seated(app, A))(request, never)
    assert caught.value.status == 403
