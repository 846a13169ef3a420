"""Markup in what an Api says of itself, in a real browser: the documentation page shows it, and runs and asks for nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from services.browser import Browser
from services.browser import Tab

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import describe
from flask_resty import returns
from flask_resty.openapi import OpenAPI

LINK = "javascript:alert(1)"

#: Each runs something where it is taken for HTML, or for Markdown that has HTML in it.
MARKUP = (
    "\"'></script><script>alert(1)</script><img src=x: onerror=alert(1)><svg onload=alert(1)><a xlink:href=javascript:alert(1)>x</a></svg>"
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe><details open ontoggle=alert(1)></details><style>@import 'x:'</style>"
    f"<a href={LINK}>told</a> [told]({LINK}) [told](data:text/html,<script>alert(1)</script>) "
    f"<form action={LINK}><button>told</button></form>"
)

#: The same where several lines may be: a link of Markdown is none in the middle of HTML.
TEXT = f"{MARKUP}\n\n[told]({LINK}) [told](&#106;avascript:alert(1)) <{LINK}>\n\n[told]: {LINK}"

Told = Schema.from_dict({f"{MARKUP}": fields.Str(metadata={"description": TEXT, "examples": [MARKUP]})}, name=f"Told{MARKUP}")
Asked = Schema.from_dict({f"asked{MARKUP}": fields.Str(metadata={"description": TEXT, "examples": [MARKUP]})}, name=f"Asked{MARKUP}")


class Loud(Resource):
    """Says markup of everything."""

    __doc__ = TEXT

    @accepts(Asked, "query")
    @accepts(Told)
    @returns(Told)
    @describe(
        summary=MARKUP, description=TEXT, tags=[MARKUP], operation_id=f"loud{MARKUP}", problems={409: MARKUP}, examples={200: {"a": MARKUP}}
    )
    def post(self, body: Any) -> Any:
        return body


def loud() -> Flask:
    """Make an app whose document has markup, and addresses that are scripts, wherever an author may write."""
    app = Flask("loud")
    about = OpenAPI(
        docs="/docs",
        summary=MARKUP,
        description=TEXT,
        terms_of_service=LINK,
        contact={"name": MARKUP, "url": LINK, "email": MARKUP},
        license={"name": MARKUP, "url": LINK},
        tags={MARKUP: TEXT},
        external_docs={"description": MARKUP, "url": LINK},
        servers=[{"url": "/", "description": MARKUP}, {"url": LINK, "description": MARKUP}],
    )
    app.extensions["api"] = Api(app, title=f"Loud {MARKUP}", version=MARKUP, openapi=about)
    app.extensions["api"].resource("/loud")(Loud)
    app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    return app


def click_on_all(tab: Tab) -> None:
    """Open what can be opened, send what can be sent, and follow all links that stay on the page."""
    page = tab.page
    page.locator(".opblock-summary-control").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table").wait_for()
    for opener in page.locator(".models button[aria-expanded=false], .tablinks").all():
        opener.click()
    for link in page.locator("a", has_text="told").all():
        link.evaluate("(link) => link.click()")


@pytest.mark.parametrize("has_policy", [True, False], ids=["as it is", "without its policy"])
def test_markup_is_shown_and_not_run(browser: Browser, serve: Callable[[Any], str], has_policy: bool) -> None:
    origin, dialogs = serve(loud()), list[str]()
    tab = browser(bypass_csp=not has_policy)
    tab.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    tab.page.goto(f"{origin}/docs")
    tab.page.get_by_role("heading", name="Loud").wait_for()
    click_on_all(tab)
    assert dialogs == []
    assert [url for url in tab.asked if not url.startswith((origin, "blob:", "data:image", "mailto:"))] == []
    assert tab.page.locator("a[href^='javascript:'], [onerror], [onload], [ontoggle], [srcdoc], main script, form[action]").count() == 0
    # What the page does not link to, it links to nothing instead.
    assert {page.url.partition("#")[0] for page in tab.page.context.pages} <= {f"{origin}/docs", "about:blank"}
    tab.page.context.close()
