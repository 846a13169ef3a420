"""Start a browser that tests look at pages with, and stop it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from .running import PATIENCE
from .running import NotHere

#: What the browser is called, by who packs it.
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: It runs as whoever runs the tests, who may be root in a container, and asks nobody for anything.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # It takes a page whose answers are put in its place for one from far away, which would have to ask before it speaks to a server here.
    "--disable-features=LocalNetworkAccessChecks",
]

#: Tells the page's console of what the policy forbade, wherever it stands.
_TELL = "addEventListener('securitypolicyviolation', (event) => console.error('forbidden: ' + event.violatedDirective));"


class Tab:
    """A page in a fresh profile, and what was heard of it."""

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        #: What it complained of: errors of scripts, what its policy forbade, what could not be loaded.
        self.complaints: list[str] = []
        #: The addresses that it asked for.
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.add_init_script(_TELL)

    @property
    def is_too_wide(self) -> bool:
        """Tell whether one would have to scroll to the side."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def wait_until_filled(self, locator: Any) -> None:
        """Wait until a script has put something into an input."""
        from playwright.sync_api import expect

        expect(locator).not_to_have_value("", timeout=PATIENCE * 1000)


Browser = Callable[..., Any]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a Chromium, and give a function that opens a :class:`Tab` in it; its keywords are those of Playwright's ``new_context``."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise NotHere(f"None of {', '.join(_NAMES)} is on the path. Install one: apt-get install chromium.")
    if find_spec("playwright") is None:
        raise NotHere("playwright is not installed.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Without a directory of its own it makes one in the temporary ones, and removes it at the end.
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS, timeout=PATIENCE * 1000)
        yield lambda **options: Tab(browser.new_context(**options))
        browser.close()
