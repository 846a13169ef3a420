"""The page of consent, in a real browser."""

from __future__ import annotations

from itertools import product
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import pytest
from authorization.flow import ISSUER
from authorization.flow import World
from authorization.flow import ask_token
from authorization.flow import authorize_url
from authorization.flow import code_form
from flask import Flask
from flask import redirect
from werkzeug.exceptions import NotFound

#: Widths of a desk and of a phone, by light and by night.
VIEWS = [{"viewport": {"width": width, "height": 800}, "color_scheme": scheme} for width, scheme in product((1280, 360), ("light", "dark"))]

#: An address of another origin than that of the client.
ELSEWHERE = "https://127.0.0.1:1/welcome"

HOSTILE = "<img src=x onerror=\"document.title='hit'\"><script>document.title = 'hit'</script>"


class Site:
    """A server, a client that waits for its answer on another origin, and a third origin."""

    def __init__(self, world, serve):
        self.world = world
        self.third = serve(_pages({"/": "A third origin."}))
        self.application = serve(_pages({"/cb": "Welcome back.", "/on": redirect(ELSEWHERE)}))
        self.base = serve(world.app)
        self.callback = f"{self.application}/cb"

    def ask(self, page, **changes):
        """Send a browser to the server, as a client does, and log in; give the client's id."""
        options = {name: changes.pop(name) for name in ("name", "description") if name in changes}
        uri = changes.setdefault("redirect_uri", self.callback)
        client_id, _ = self.world.client(public=True, redirect_uris=[uri], **options)
        page.goto(self.base + authorize_url(client_id, **changes))
        page.get_by_label("Name").fill("ada")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/oauth/authorize?**")
        return client_id


def _pages(answers):
    app = Flask("pages")
    app.add_url_rule("/<path:path>", "page", lambda path: answers.get(f"/{path}") or NotFound())
    app.add_url_rule("/", "root", lambda: answers["/"])
    app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    return app


@pytest.fixture
def site(tmp_path, serve):
    world = World(f"sqlite:///{tmp_path}/oauth.db")
    world.app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    return Site(world, serve)


@pytest.fixture
def tab(browser):
    tab = browser()
    yield tab
    tab.page.context.close()


def told(page):
    """Give what the client was told."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_who_allows_comes_back_with_a_code(site, tab):
    page = tab.page
    client_id = site.ask(page, name="Photo Printer", scope="posts:read posts:write", state="a b&c")
    assert page.get_by_role("heading", level=1).inner_text() == "Allow Photo Printer to use your account?"
    assert [item.inner_text() for item in page.get_by_role("listitem").all()] == [
        "read your posts\nposts:read",
        "write posts in your name\nposts:write",
    ]
    assert page.locator("main").inner_text().count("ada") == 1
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url(f"{site.callback}?**")
    said = told(page)
    assert (said["state"], said["iss"], page.inner_text("body")) == ("a b&c", ISSUER, "Welcome back.")
    form = code_form(said["code"], client_id=client_id, redirect_uri=site.callback)
    assert ask_token(site.world, form).json["scope"] == "posts:read posts:write"
    assert tab.complaints == []


def test_who_denies_comes_back_without(site, tab):
    site.ask(tab.page)
    tab.page.get_by_role("button", name="Deny").click()
    tab.page.wait_for_url(f"{site.callback}?**")
    assert (told(tab.page)["error"], "code" in told(tab.page), tab.complaints) == ("access_denied", False, [])


def test_a_client_may_send_the_browser_on(site, tab):
    site.ask(tab.page, redirect_uri=f"{site.application}/on")
    # Nobody listens there; that the browser tries is what counts.
    with tab.page.expect_request(ELSEWHERE):
        tab.page.get_by_role("button", name="Allow").click()
    assert not [complaint for complaint in tab.complaints if "form-action" in complaint]


def test_a_form_that_was_tampered_with_is_refused(site, tab):
    page = tab.page
    site.ask(page)
    page.evaluate("document.querySelector('[name=confirmation]').value = '0'.repeat(64)")
    page.get_by_role("button", name="Allow").click()
    page.get_by_role("heading", name="This request is not valid").wait_for()
    assert urlsplit(page.url).path == "/oauth/authorize"


def test_another_site_cannot_send_the_form(site, tab):
    page = tab.page
    site.ask(page)
    url = page.url
    page.goto(f"{site.third}/")
    page.evaluate(
        "(url) => { document.body.innerHTML = '<form method=post><input name=answer value=allow></form>';"
        " document.forms[0].action = url; document.forms[0].submit(); }",
        url,
    )
    page.get_by_role("heading", name="This request is not valid").wait_for()


def test_another_site_cannot_show_the_page_in_a_frame(site, tab):
    page = tab.page
    site.ask(page)
    url = page.url
    page.goto(f"{site.third}/")
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.evaluate("(url) => { document.body.innerHTML = '<iframe></iframe>'; document.querySelector('iframe').src = url; }", url)
    assert "Allow" not in "".join(frame.locator("body").inner_text() for frame in page.frames)


def test_what_others_wrote_does_not_run(site, tab):
    page = tab.page
    site.ask(page, name=HOSTILE, description=HOSTILE, state=HOSTILE)
    assert HOSTILE in page.get_by_role("heading", level=1).inner_text()
    assert (page.title(), page.locator("img, script").count(), tab.complaints) == ("Allow access?", 0, [])
    with page.expect_console_message(lambda message: "forbidden" in message.text):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"document.title = 1\">')")
    assert page.title() == "Allow access?"


@pytest.mark.parametrize("view", VIEWS, ids=["desk, light", "desk, dark", "phone, light", "phone, dark"])
def test_the_page_can_be_read_everywhere(site, browser, view):
    tab = browser(**view)
    site.ask(tab.page, name="W" * 200, description="A description that goes on. " * 20)
    assert not tab.is_too_wide
    ratios = tab.page.evaluate(CONTRASTS)
    assert ratios and min(ratios) >= 4.5
    tab.page.context.close()


#: The contrast of each text with the colour behind it (WCAG 2.2, 1.4.3).
CONTRASTS = """
() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll("h1, h2, p, li, code, strong, button")].map((element) => {
    const pair = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
    return (pair[0] + 0.05) / (pair[1] + 0.05);
  });
}
"""


def test_the_page_is_answered_by_keys(site, tab):
    page = tab.page
    site.ask(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Allow"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.callback}?**")
    assert told(page)["error"] == "access_denied"
