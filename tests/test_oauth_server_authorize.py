"""The authorization endpoint and the page of consent, and what is tried against them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs
from urllib.parse import urlencode
from urllib.parse import urlsplit

import pytest
from authorization.fixtures import database as database
from authorization.fixtures import world as world
from authorization.flow import ABSENT
from authorization.flow import CALLBACK
from authorization.flow import ISSUER
from authorization.flow import Person
from authorization.flow import World
from authorization.flow import ask_token
from authorization.flow import authorize_url
from authorization.flow import challenge
from authorization.flow import code_form
from authorization.flow import sent_back
from authorization.flow import status_of

SCRIPT = '"><script>alert(1)</script>'


def assert_page(response, status=400):
    """See that a response is a page that sends nobody anywhere, and shows itself in no frame."""
    assert (response.status_code, response.content_type) == (status, "text/html; charset=utf-8")
    assert "Location" not in response.headers
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


# -- who asks ----------------------------------------------------------------------------------------------------------

REGISTERED = [CALLBACK, "https://app.example/q?a=1", "http://127.0.0.1/cb", "http://[::1]:8080/cb", "com.example.app:/cb"]


@pytest.mark.parametrize("uri", REGISTERED)
def test_a_registered_address_gets_the_answer(world, uri):
    client_id, _ = world.client(redirect_uris=REGISTERED)
    location = Person(world).answers(authorize_url(client_id, redirect_uri=uri)).location
    assert location.startswith(uri + ("&" if "?" in uri else "?") + "code=")


@pytest.mark.parametrize("uri", ["http://127.0.0.1:1/cb", "http://127.0.0.1:65535/cb", "http://[::1]/cb", "http://[::1]:9/cb"])
def test_the_port_of_a_loopback_address_is_free(world, uri):
    client_id, _ = world.client(redirect_uris=REGISTERED)
    assert Person(world).answers(authorize_url(client_id, redirect_uri=uri)).location.startswith(f"{uri}?code=")


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example/cb/",
        "https://app.example/cb/x",
        "https://app.example/c",
        "https://app.example/cb?",
        "https://app.example/cb?x=1",
        "https://app.example/cb#",
        "https://app.example/cb#x",
        "https://app.example/cb/../evil",
        "https://app.example/./cb",
        "https://app.example//cb",
        "https://app.example/%63b",
        "https://app.example/CB",
        "https://APP.example/cb",
        "HTTPS://app.example/cb",
        "https://app.example:443/cb",
        "https://app.example./cb",
        "http://app.example/cb",
        "//app.example/cb",
        "/cb",
        "cb",
        "https://app.example.evil.example/cb",
        "https://evil.example/https://app.example/cb",
        "https://app.example@evil.example/cb",
        "https://evil.example#@app.example/cb",
        "https://evil.example\\@app.example/cb",
        "https://sub.app.example/cb",
        "https://xapp.example/cb",
        "https:/app.example/cb",
        "https:app.example/cb",
        " https://app.example/cb",
        "https://app.example/cb ",
        "https://app.example/cb\x00",
        "https://app.example/cb\r\nSet-Cookie: x=1",
        "https://аpp.example/cb",
        "https://app.example:8443/cb",
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:65536/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:80:80/cb",
        "http://127.0.0.1:8080/evil",
        "http://127.0.0.1.evil.example/cb",
        "http://127.0.0.1@evil.example/cb",
        "http://127.0.0.1:8080@evil.example/cb",
        "http://127.0.0.2/cb",
        "http://127.1/cb",
        "http://2130706433/cb",
        "http://localhost:8080/cb",
        "https://127.0.0.1/cb",
        "http://[::1]:8080/cb/",
        "http://[0:0:0:0:0:0:0:1]/cb",
        "com.example.app://cb",
        "com.example.app:/cb2",
        "javascript:alert(1)",
        "data:text/html,x",
        "about:blank",
        "*",
    ],
)
def test_any_other_address_gets_nothing_X8(world, uri):
    client_id, _ = world.client(redirect_uris=REGISTERED)
    refused = Person(world).sees(authorize_url(client_id, redirect_uri=uri))
    assert_page(refused)
    assert uri.strip() not in re.sub(r"<style>.*</style>", "", refused.text, flags=re.DOTALL) or uri in {"*", "cb"}


@pytest.mark.parametrize(
    "changes", [{"redirect_uri": [CALLBACK, "https://evil.example/cb"]}, {"redirect_uri": [CALLBACK, CALLBACK]}], ids=str
)
def test_two_addresses_are_none(world, changes):
    client_id, _ = world.client()
    assert_page(Person(world).sees(authorize_url(client_id, **changes)))


def test_the_only_address_of_a_client_need_not_be_said(world):
    client_id, _ = world.client()
    assert Person(world).answers(authorize_url(client_id, redirect_uri=ABSENT)).location.startswith(f"{CALLBACK}?code=")
    client_id, _ = world.client(redirect_uris=[CALLBACK, f"{CALLBACK}2"])
    assert_page(Person(world).sees(authorize_url(client_id, redirect_uri=ABSENT)))


NOBODY = ["", "nobody", SCRIPT, "\x00", "x" * 5000, "é", ABSENT, ["a", "b"]]


@pytest.mark.parametrize("client_id", NOBODY, ids=range(len(NOBODY)))
def test_an_unknown_client_is_told_to_the_person(world, client_id):
    refused = Person(world).sees(authorize_url(client_id))
    assert_page(refused)
    assert "<script" not in refused.text


@pytest.mark.parametrize("status", ["pending", "rejected", "revoked"])
def test_a_client_that_is_not_approved_asks_nothing(world, status):
    client_id, _ = world.client(status=status)
    assert_page(Person(world).sees(authorize_url(client_id)))


@pytest.mark.parametrize("query", ["client_id=%ff", "%", "=&=&=", "client_id=a%00b", "&".join(f"a{i}=1" for i in range(200)), "client_id"])
def test_a_query_that_cannot_be_read_is_refused(world, query):
    assert_page(Person(world).sees(f"/oauth/authorize?{query}"))


# -- what is asked -----------------------------------------------------------------------------------------------------


BAD = [
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code token"}, "unsupported_response_type"),
    ({"response_type": "id_token"}, "unsupported_response_type"),
    ({"response_type": ABSENT}, "invalid_request"),
    ({"response_type": ["code", "code"]}, "invalid_request"),
    ({"response_mode": "fragment"}, "invalid_request"),
    ({"response_mode": "form_post"}, "invalid_request"),
    ({"code_challenge": ABSENT, "code_challenge_method": ABSENT}, "invalid_request"),
    ({"code_challenge": ""}, "invalid_request"),
    ({"code_challenge_method": ABSENT}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": "s256"}, "invalid_request"),
    ({"code_challenge_method": "S512"}, "invalid_request"),
    ({"code_challenge": "x" * 42}, "invalid_request"),
    ({"code_challenge": "x" * 44}, "invalid_request"),
    ({"code_challenge": challenge() + "="}, "invalid_request"),
    ({"code_challenge": "é" * 43}, "invalid_request"),
    ({"code_challenge": [challenge(), "x" * 43]}, "invalid_request"),
    ({"scope": "admin"}, "invalid_scope"),
    ({"scope": "posts:read admin"}, "invalid_scope"),
    ({"scope": "posts:write"}, "invalid_scope"),
    ({"scope": "posts:read\u00a0"}, "invalid_scope"),
    ({"scope": '"'}, "invalid_scope"),
    ({"scope": ["posts:read", "posts:read"]}, "invalid_request"),
    ({"resource": "https://api.example"}, "invalid_target"),
    ({"request": "x.y.z"}, "request_not_supported"),
    ({"request_uri": "https://evil.example"}, "request_uri_not_supported"),
]


@pytest.mark.parametrize(("changes", "error"), BAD, ids=range(len(BAD)))
def test_a_bad_request_is_told_to_the_client(world, changes, error):
    client_id, _ = world.client(scopes=["posts:read", "unknown"])
    told = sent_back(Person(world).sees(authorize_url(client_id, **changes)))
    assert (told["error"], told["state"], told["iss"]) == (error, "s-1", ISSUER)
    # The characters that a description may have (RFC 6749, 4.1.2.1).
    assert re.fullmatch(r"[\x20\x21\x23-\x5b\x5d-\x7e]+", told["error_description"])
    assert "code" not in told


def test_who_is_not_logged_in_is_sent_to_no_client_by_a_mistake(world):
    client_id, _ = world.client()
    assert urlsplit(Person(world, None).sees(authorize_url(client_id, scope="admin")).location).path == "/log-in"


def test_a_client_without_the_grant_type_gets_no_code(world):
    client_id, _ = world.client(grant_types=["client_credentials"])
    assert sent_back(Person(world).sees(authorize_url(client_id)))["error"] == "unauthorized_client"


STATES = ["s", "a b+c%20&d=e#f", SCRIPT, "é ☃ 𝄞", "=", "x" * 3000, "%00", "{{7*7}}"]


@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
def test_the_state_comes_back_as_it_came(world, state):
    client_id, _ = world.client()
    person = Person(world)
    assert sent_back(person.answers(authorize_url(client_id, state=state)))["state"] == state
    assert sent_back(person.answers(authorize_url(client_id, state=state), "deny"))["state"] == state


@pytest.mark.parametrize("state", [ABSENT, "", ["a", "b"]], ids=["absent", "empty", "twice"])
def test_no_state_comes_back_where_none_is_known(world, state):
    client_id, _ = world.client()
    person = Person(world)
    url = authorize_url(client_id, state=state)
    assert "state" not in sent_back(person.sees(url) if isinstance(state, list) else person.answers(url))


@pytest.mark.parametrize("state", ["a\nb", "\x00", "a\r\nSet-Cookie: x=1"], ids=repr)
def test_a_state_with_control_characters_is_refused(world, state):
    client_id, _ = world.client()
    refused = Person(world).sees(authorize_url(client_id, state=state))
    assert_page(refused)
    assert "Set-Cookie" not in refused.headers


def test_what_is_not_known_is_passed_over(world):
    client_id, _ = world.client()
    assert "code" in sent_back(Person(world).answers(authorize_url(client_id, nonce="n", display="popup", ui_locales="de")))


def test_all_that_a_client_may_have_is_asked_for_where_it_names_nothing(world):
    client_id, secret = world.client()
    code = Person(world).gets_code(client_id, scope=ABSENT)
    assert ask_token(world, code_form(code), (client_id, secret)).json["scope"] == "posts:read posts:write"


def test_every_answer_names_the_issuer(world):
    client_id, _ = world.client()
    person = Person(world)
    answers = [person.answers(authorize_url(client_id), answer) for answer in ("allow", "deny")]
    assert [sent_back(answer)["iss"] for answer in answers] == [ISSUER, ISSUER]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


# -- the log-in --------------------------------------------------------------------------------------------------------


def test_who_is_not_logged_in_comes_back_after_it(world):
    client_id, _ = world.client()
    url = authorize_url(client_id, state="ä&next=https://evil.example")
    person = Person(world, None)
    log_in = person.sees(url).location
    assert (urlsplit(log_in).path, parse_qs(urlsplit(log_in).query)) == ("/log-in", {"next": [url]})
    back = person.browser.post(log_in, data={"user": "ada"}).location
    assert "signed in as" in person.sees(back).text


@pytest.mark.parametrize(
    "environ",
    [{"HTTP_HOST": "evil.example"}, {"HTTP_X_FORWARDED_HOST": "evil.example"}, {"HTTP_X_FORWARDED_PREFIX": "//evil.example"}],
    ids=str,
)
def test_after_the_log_in_it_is_our_own_path(world, environ):
    client_id, _ = world.client()
    response = Person(world, None).browser.get(authorize_url(client_id), environ_overrides=environ)
    [following] = parse_qs(urlsplit(response.location).query)["next"]
    assert following.startswith("/oauth/authorize?client_id=") or following.startswith("/oauth/authorize?response_type=")
    assert "evil" not in response.location


@pytest.mark.parametrize("login", ["/sign-in?theme=dark", "https://id.example/sign-in?theme=dark"])
def test_a_log_in_may_be_an_address(tmp_path, login):
    world = World(f"sqlite:///{tmp_path}/oauth.db", login=login)
    client_id, _ = world.client()
    assert Person(world, None).sees(authorize_url(client_id)).location.startswith(f"{login}&next=%2Foauth%2Fauthorize%3F")


# -- the consent -------------------------------------------------------------------------------------------------------


def test_the_page_says_who_wants_what_of_whom(world):
    client_id, _ = world.client("Photo Printer", description="Prints your photos.")
    page = Person(world).sees(authorize_url(client_id, scope="posts:read posts:write"))
    for words in (
        "Photo Printer",
        "Prints your photos.",
        "ada",
        "read your posts",
        "write posts in your name",
        "posts:write",
        "app.example",
    ):
        assert words in page.text


def test_the_page_lets_nothing_in(world):
    client_id, _ = world.client()
    page = Person(world).sees(authorize_url(client_id))
    policy = dict(each.split(" ", 1) for each in page.headers["Content-Security-Policy"].split("; "))
    assert policy.pop("style-src").startswith("'sha256-")
    assert policy == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self' https://app.example https:",
    }
    assert (page.headers["X-Frame-Options"], page.headers["Cache-Control"]) == ("DENY", "no-store")
    assert (page.headers["Referrer-Policy"], page.headers["X-Content-Type-Options"]) == ("same-origin", "nosniff")


def test_the_page_says_so_where_nothing_is_asked_for(world):
    client_id, _ = world.client(scopes=[])
    assert "no permission but to know who you are" in Person(world).sees(authorize_url(client_id, scope=ABSENT)).text


@pytest.mark.parametrize(
    ("uri", "source"),
    [
        ("https://app.example:8443/cb", "https://app.example:8443"),
        ("http://127.0.0.1:9/cb", "http://127.0.0.1:9"),
        ("http://[::1]:9/cb", "http:"),
        ("com.example.app:/cb", "com.example.app:"),
    ],
)
def test_the_form_may_lead_to_the_client(world, uri, source):
    client_id, _ = world.client(redirect_uris=[uri])
    policy = Person(world).sees(authorize_url(client_id, redirect_uri=uri)).headers["Content-Security-Policy"]
    assert policy.endswith(f"form-action 'self' {source} https:")


@pytest.mark.parametrize("text", [SCRIPT, "<img src=x onerror=alert(1)>", "{{ 7 * 7 }}", "' onload='alert(1)", "&lt;b&gt;"])
def test_what_others_wrote_stays_text(tmp_path, text):
    world = World(f"sqlite:///{tmp_path}/oauth.db", account=lambda principal: text)
    client_id, _ = world.client(text, description=text)
    page = Person(world).sees(authorize_url(client_id, state=text)).text
    body = page.partition("<body>")[2]
    assert not {"<script", "<img", "'alert", "49"} & set(re.findall(r"<script|<img|(?<!&#39;)'alert|\b49\b", body))
    assert body.count(str(escape(text))) == 3


def escape(text):
    """Write text as HTML does."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
        text = text.replace(sign, name)
    return text


def test_who_denies_gives_nothing(world):
    client_id, _ = world.client()
    told = sent_back(Person(world).answers(authorize_url(client_id), "deny"))
    assert (told["error"], "code" in told) == ("access_denied", False)


@pytest.mark.parametrize("answer", ["", "no", "ALLOW", "allow "])
def test_only_a_clear_yes_is_one(world, answer):
    client_id, _ = world.client()
    assert sent_back(Person(world).answers(authorize_url(client_id), answer))["error"] == "access_denied"


# -- forged answers ----------------------------------------------------------------------------------------------------


def confirmation_of(person, url):
    return re.search(r'name="confirmation" value="([^"]+)"', person.sees(url).text)[1]


@pytest.mark.parametrize("given", [None, "", "x", "0" * 64, "é", "\x00"], ids=repr)
def test_an_answer_without_its_confirmation_is_refused(world, given):
    client_id, _ = world.client()
    person = Person(world)
    person.sees(authorize_url(client_id))
    form = {"answer": "allow"} if given is None else {"answer": "allow", "confirmation": given}
    assert_page(person.browser.post(authorize_url(client_id), data=form), 403)


def test_the_confirmation_of_somebody_else_is_refused_X9(world):
    client_id, _ = world.client()
    url = authorize_url(client_id)
    person = Person(world)
    person.sees(url)
    form = {"answer": "allow", "confirmation": confirmation_of(Person(world), url)}
    assert_page(person.browser.post(url, data=form), 403)


@pytest.mark.parametrize(
    "changes",
    [{"scope": "posts:write"}, {"state": "other"}, {"redirect_uri": ABSENT}, {"code_challenge": "x" * 43}],
    ids=["scope", "state", "redirect_uri", "code_challenge"],
)
def test_the_confirmation_of_another_request_is_refused(world, changes):
    client_id, _ = world.client()
    person = Person(world)
    form = {"answer": "allow", "confirmation": confirmation_of(person, authorize_url(client_id))}
    assert_page(person.browser.post(authorize_url(client_id, **changes), data=form), 403)


def test_the_confirmation_of_another_client_is_refused(world):
    person = Person(world)
    form = {"answer": "allow", "confirmation": confirmation_of(person, authorize_url(world.client()[0]))}
    assert_page(person.browser.post(authorize_url(world.client("Evil")[0]), data=form), 403)


def test_a_confirmation_ends_with_the_account(world):
    client_id, _ = world.client()
    url = authorize_url(client_id)
    person = Person(world)
    form = {"answer": "allow", "confirmation": confirmation_of(person, url)}
    person.browser.post("/log-in", data={"user": "bob"})
    assert_page(person.browser.post(url, data=form), 403)


def test_an_answer_in_another_form_is_refused(world):
    client_id, _ = world.client()
    url = authorize_url(client_id)
    person = Person(world)
    form = {"answer": "allow", "confirmation": confirmation_of(person, url)}
    assert_page(person.browser.post(url, json=form), 403)
    assert_page(person.browser.post(url, data=form, content_type="multipart/form-data"), 403)
    assert_page(person.browser.post(url, data=urlencode([*form.items(), ("answer", "deny")]), content_type="text/plain"), 403)
    assert_page(person.browser.post(f"{url}&{urlencode(form)}"), 403)


def test_who_logged_out_meanwhile_logs_in_again(world):
    client_id, _ = world.client()
    assert Person(world, None).browser.post(authorize_url(client_id), data={"answer": "allow"}).location.startswith("/log-in?next=")


def test_a_client_that_was_revoked_meanwhile_gets_nothing(world):
    client_id, _ = world.client()
    person = Person(world)
    form = {"answer": "allow", "confirmation": confirmation_of(person, authorize_url(client_id))}
    world.registry.clients.revoke(client_id)
    assert_page(person.browser.post(authorize_url(client_id), data=form))


# -- what was allowed before -------------------------------------------------------------------------------------------


@pytest.fixture
def remembering(database):
    return World(database, remember=True)


def allow_once(world, client_id, secret, **changes):
    person = Person(world)
    code = person.gets_code(client_id, **changes)
    form = code_form(code, redirect_uri=changes.get("redirect_uri", CALLBACK))
    assert ask_token(world, form, (client_id, secret)).status_code == 200
    return person


def test_what_was_allowed_is_allowed_at_once(remembering):
    client_id, secret = remembering.client()
    person = allow_once(remembering, client_id, secret, scope="posts:read posts:write")
    assert "code" in sent_back(person.sees(authorize_url(client_id, scope="posts:read")))


@pytest.mark.parametrize(
    "changes", [{"scope": "posts:read posts:write"}, {"prompt": "consent"}, {"prompt": "login consent"}], ids=["more", "asked", "both"]
)
def test_what_was_not_allowed_is_asked(remembering, changes):
    client_id, secret = remembering.client()
    person = allow_once(remembering, client_id, secret)
    assert person.sees(authorize_url(client_id, **changes)).status_code == 200


@pytest.mark.parametrize("uri", ["http://127.0.0.1:9/cb", "com.example.app:/cb"])
def test_clients_on_the_device_are_asked_for_each_time(remembering, uri):
    client_id, secret = remembering.client(redirect_uris=[uri])
    person = allow_once(remembering, client_id, secret, redirect_uri=uri)
    assert person.sees(authorize_url(client_id, redirect_uri=uri)).status_code == 200


def test_what_was_taken_back_is_asked_again(remembering):
    client_id, secret = remembering.client()
    person = allow_once(remembering, client_id, secret)
    remembering.registry.grants.revoke_all(client_id=client_id, subject="ada")
    assert person.sees(authorize_url(client_id)).status_code == 200
    assert Person(remembering, "bob").sees(authorize_url(client_id)).status_code == 200


def test_a_token_that_nobody_was_asked_for_is_no_consent(remembering):
    client_id, _ = remembering.client()
    issued = remembering.registry.grants.issue(remembering.registry.clients.find(client_id), subject="ada")
    assert status_of(remembering, issued.access_token) == 200
    assert Person(remembering).sees(authorize_url(client_id)).status_code == 200


def test_nothing_is_remembered_where_nobody_said_so(world):
    client_id, secret = world.client()
    assert allow_once(world, client_id, secret).sees(authorize_url(client_id)).status_code == 200
