"""A day with the blog: its client in Python, over a real server."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Callable
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any
from typing import TypedDict

import httpx
import pytest
from blogging import at_its_address

from flask_resty.clients import write_python

_numbers = count(1)


@pytest.fixture(scope="module")
def blog_client(blog_document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """Give the client that is written from the blog's document, as its users import it."""
    path = tmp_path_factory.mktemp("client") / "blog_client.py"
    path.write_text(write_python(blog_document), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("blog_client", path)
    assert spec is not None and spec.loader is not None
    # Dataclasses look their module up by its name.
    sys.modules["blog_client"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["blog_client"]


Make = Callable[..., Any]


@pytest.fixture
def made(blog_client: ModuleType, blog_address: str) -> Make:
    """Give a function that makes a client of the blog; Ada's, if nothing else is said."""

    def make(auth: Any = None, *, kind: str = "Client", transport: Any = None, **said: Any) -> Any:
        settings = blog_client.Settings(auth=auth or blog_client.Bearer("ada-token"), **said)
        return getattr(blog_client, kind)(blog_address, settings, transport=transport)

    return make


@pytest.fixture
def post(made: Make) -> Any:
    """Give a new post of Ada's."""
    return made().create_post({"title": f"Number {next(_numbers)} of a client", "content": "Sand.", "status": "published"})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Basic", ("ada", "lovelace")),
        ("Digest", ("ada", "lovelace")),
        ("Bearer", ("ada-token",)),
        ("CookieSession", ("/login", {"username": "ada", "password": "lovelace"})),
        ("OAuth2", ("/oauth/token", "ada-script", "ada-script-secret")),
    ],
)
def test_ada_says_who_she_is(made: Make, blog_client: ModuleType, name: str, said: Any) -> None:
    client = made(getattr(blog_client, name)(*said))
    assert [client.get_me()["username"] for _ in range(2)] == ["ada", "ada"]
    # To write something, a session has to show that it was meant.
    assert client.create_post({"title": f"By {name}", "content": "Sand."})["author"]["username"] == "ada"


@pytest.mark.parametrize(("name", "said"), [("Basic", ("ada", "wrong")), ("Digest", ("ada", "wrong")), ("Bearer", ("wrong",))])
def test_who_says_something_wrong_is_told(made: Make, blog_client: ModuleType, name: str, said: Any) -> None:
    with pytest.raises(blog_client.Unauthorized) as raised:
        made(getattr(blog_client, name)(*said)).get_me()
    assert raised.value.status == 401 and raised.value.headers.get("WWW-Authenticate")


def test_a_log_in_that_fails_is_told(made: Make, blog_client: ModuleType) -> None:
    with pytest.raises(blog_client.Refused, match="log-in was refused"):
        made(blog_client.CookieSession("/login", {"username": "ada", "password": "wrong"})).get_me()


def test_a_token_that_is_not_given_is_told(made: Make, blog_client: ModuleType) -> None:
    with pytest.raises(blog_client.Refused, match="No token was given"):
        made(blog_client.OAuth2("/oauth/token", "ada-script", "wrong")).get_me()


def test_pages_follow_each_other(made: Make, blog_client: ModuleType) -> None:
    client = made(blog_client.Anonymous())
    assert [len(client.list_posts(limit=2, page=page)) for page in (1, 2)] == [2, 2]
    every = [found["slug"] for found in client.all_posts(limit=2, sort=["created_at"])]
    assert len(every) == len(set(every)) >= 4


class _Name(TypedDict):
    name: str


class _Brief(TypedDict):
    title: str
    author: _Name


def test_members_are_selected(made: Make, post: Any) -> None:
    client = made()
    assert client.get_post(post["slug"], fields=["id"]) == {"id": post["id"]}
    assert client.get_post(post["slug"], fields=_Brief) == {"title": post["title"], "author": {"name": "Ada Lovelace"}}
    assert client.get_post(post["slug"], fields=["comments"], expand=["comments"]) == {"comments": []}


def test_what_is_wrong_is_told_before_it_is_sent_as_the_server_tells_it(made: Make, blog_client: ModuleType) -> None:
    wrong = {"title": "", "content": "Sand.", "tags": ["a", ""]}
    with pytest.raises(blog_client.Invalid) as here:
        made().create_post(wrong)
    with pytest.raises(blog_client.Invalid) as there:
        made(transport=_Unchecked(blog_client, wrong)).create_post({"title": "Sand", "content": "Sand."})
    assert [{(fault.location, fault.pointer, fault.code) for fault in found.value.errors} for found in (here, there)] == [
        {("body", "/title", "too_short"), ("body", "/tags/1", "too_short")}
    ] * 2
    assert (here.value.was_sent, there.value.was_sent) == (False, True)


class _Unchecked:
    """Sends another body than the one that was looked at."""

    def __init__(self, module: ModuleType, body: Any) -> None:
        self._module, self._body = module, body

    def send(self, request: Any, options: Any) -> Any:
        body = self._module.written(self._body, "json", "application/json")[0]
        return self._module.UrllibTransport().send(self._module.replace(request, body=body), options)


def test_what_was_seen_is_not_sent_again(made: Make, blog_client: ModuleType, post: Any) -> None:
    sent: list[Any] = []

    class Counting(blog_client.UrllibTransport):  # type: ignore[misc, name-defined]
        def send(self, request: Any, options: Any) -> Any:
            sent.append(super().send(request, options))
            return sent[-1]

    client = made(transport=Counting())
    assert client.get_post(post["slug"]) == client.get_post(post["slug"])
    assert [response.status for response in sent] == [200, 304]


def test_a_conflict_surfaces_and_an_edit_goes_on(made: Make, blog_client: ModuleType, post: Any) -> None:
    mine, slug = made(), post["slug"]
    read = mine.get_post(slug)
    made().update_post(slug, {"title": "Theirs"}, match=read)
    with pytest.raises(blog_client.Conflict) as raised:
        mine.update_post(slug, {"title": "Mine"}, match=read)
    assert (raised.value.status, raised.value.current["title"]) == (412, "Theirs")
    edited = blog_client.edit(lambda: read, lambda state: mine.update_post(slug, {"title": state["title"] + " and mine"}, match=state))
    assert edited["title"] == "Theirs and mine"


def test_changes_are_told_by_a_patch(made: Make, post: Any) -> None:
    patched = made().update_post(post["slug"], [{"op": "add", "path": "/tags", "value": ["sand"]}], match="*")
    assert patched["tags"] == ["sand"]


def test_who_is_sent_away_comes_back_when_it_was_told(made: Make, blog_client: ModuleType) -> None:
    waited: list[float] = []

    class Impatient(blog_client.Cancel):  # type: ignore[misc, name-defined]
        def wait(self, seconds: float) -> bool:
            waited.append(seconds)
            return super().wait(0)

    options = blog_client.Options(headers={"X-Busy": f"python {next(_numbers)}"}, cancel=Impatient())
    assert made().create_post({"title": "Again", "content": "Sand."}, options=options)["title"] == "Again"
    assert waited == [1.0]


def test_who_is_to_come_back_much_later_is_told_at_once(made: Make, blog_client: ModuleType, post: Any) -> None:
    client = made(blog_client.Bearer("bob-token"))
    with pytest.raises(blog_client.TooMany) as raised:
        for number in range(6):
            client.create_comment(post["slug"], {"content": f"Comment {number}"})
    assert int(raised.value.headers.get("Retry-After")) > 60


def test_a_stream_is_read_and_left(made: Make, blog_client: ModuleType, post: Any) -> None:
    client, cancel = made(), blog_client.Cancel()
    assert post["slug"] in [found["slug"] for found in client.get_post_export(fields=["slug"])]
    items = client.get_post_export(options=blog_client.Options(cancel=cancel))
    assert next(items)["slug"]
    cancel.cancel()
    with pytest.raises(blog_client.Cancelled):
        list(items)


def test_a_picture_goes_up_and_comes_back(made: Make, blog_client: ModuleType, post: Any) -> None:
    client, told, picture = made(), list[Any](), b"\x89PNG\r\n\x1a\n" + bytes(100_000)
    options = blog_client.Options(progress=lambda sent, size: told.append((sent, size)))
    assert client.put_post_cover(post["slug"], picture, options=options) is None
    assert client.get_post_cover(post["slug"]) == picture
    assert told == [(65536, 100_008), (100_008, 100_008)]


def test_what_is_gone_is_gone(made: Make, blog_client: ModuleType, post: Any) -> None:
    client = made()
    assert client.delete_post(post["slug"], match=client.get_post(post["slug"])) is None
    with pytest.raises(blog_client.NotFound):
        client.get_post(post["slug"])


@pytest.mark.parametrize("is_httpx", [False, True], ids=["threads", "httpx"])
def test_the_same_in_an_event_loop(made: Make, blog_client: ModuleType, is_httpx: bool) -> None:
    async def day(transport: Any) -> None:
        client = made(blog_client.Digest("ada", "lovelace"), kind="AsyncClient", transport=transport)
        post = await client.create_post({"title": "Later", "content": "Sand.", "status": "published"})
        read = await client.get_post(post["slug"])
        await client.update_post(post["slug"], {"title": "Theirs"}, match=read)
        with pytest.raises(blog_client.Conflict):
            await client.update_post(post["slug"], {"title": "Mine"}, match=read)

        async def write(state: Any) -> Any:
            return await client.update_post(post["slug"], {"title": "Mine"}, match=state)

        assert (await blog_client.edit_later(lambda: client.get_post(post["slug"]), write))["title"] == "Mine"
        assert post["slug"] in [found["slug"] async for found in client.all_posts(limit=2, fields=["slug"])]
        assert post["slug"] in [found["slug"] async for found in client.get_post_export(fields=["slug"])]
        task = asyncio.create_task(client.get_me(options=blog_client.Options(headers={"X-Busy": f"later {next(_numbers)}"})))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def main() -> None:
        if is_httpx:
            async with httpx.AsyncClient(trust_env=False) as client:
                await day(blog_client.AsyncHttpxTransport(client))
        else:
            await day(None)

    asyncio.run(main())


def test_calls_by_httpx(made: Make, blog_client: ModuleType) -> None:
    with httpx.Client(trust_env=False) as client:
        assert made(transport=blog_client.HttpxTransport(client)).get_me()["username"] == "ada"


def test_a_user_allows_it_in_a_browser(blog_client: ModuleType, browser: Callable[..., Any]) -> None:
    with at_its_address() as address:
        page = f"{address}/client/"
        auth = blog_client.AuthorizationCode(
            "/oauth/token", "blog-page", authorization_url=f"{address}/oauth/authorize", redirect_uri=page, scope="posts:write"
        )
        code, state = _allowed(browser, auth.url, page)
        with pytest.raises(ValueError, match="another one"):
            auth.redeem(code, "forged")
        auth.redeem(code, state)
        assert blog_client.Client(address, blog_client.Settings(auth=auth)).get_me()["username"] == "ada"


def _allowed(browser: Callable[..., Any], url: str, back: str) -> tuple[str, str]:
    """Log Ada in, have her allow it, and give what the browser comes back with."""
    tab = browser()
    tab.page.goto(url)
    tab.page.get_by_label("Name").fill("ada")
    tab.page.get_by_label("Password").fill("lovelace")
    tab.page.get_by_role("button", name="Log in").click()
    tab.page.get_by_role("button", name="Allow").click()
    tab.page.wait_for_url(f"{back}**")
    said = httpx.URL(next(address for address in tab.asked if address.startswith(f"{back}?"))).params
    return said["code"], said["state"]


def test_it_is_typed(blog_document: dict[str, Any], tmp_path: Path) -> None:
    from mypy import api as mypy

    (tmp_path / "blog_client.py").write_text(write_python(blog_document), encoding="utf-8")
    typed = Path(__file__).parent / "python" / "typed.py"
    (tmp_path / "typed.py").write_text(typed.read_text(encoding="utf-8"), encoding="utf-8")
    files = [str(tmp_path / name) for name in ("blog_client.py", "typed.py")]
    told, _, status = mypy.run(["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", *files])
    assert (status, told) == (0, "Success: no issues found in 2 source files\n")
