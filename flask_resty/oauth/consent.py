"""The page that asks people for their consent, and the one that tells them why there is nothing to consent to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response

from .pages import page
from .redirection import place_of
from .redirection import source_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What people are asked. Their answer comes to the address of the page, as the form ``answer`` and ``confirmation``."""

    #: The name of the client, and what it says of itself.
    client: str
    description: str
    #: Whose account it is about.
    account: str
    #: The scopes that are asked for, each with what it means to people.
    scopes: Mapping[str, str]
    #: Where the browser is sent afterwards; ``None`` if it stays here.
    target: str | None
    #: What comes back with the answer; see ``confirmation``.
    confirmation: str


def ask(consent: Consent) -> Response:
    """Give the page that asks."""
    target = consent.target
    # Browsers hold the policy against the address, too, that the answer to the form redirects to, and Chromium against what that
    # one redirects to in its turn, which only the client knows.
    sources = ["'self'"] if target is None else ["'self'", source_of(target), "https:"]
    place = None if target is None else place_of(target)
    return page("consent.html", form_action=sources, consent=consent, place=place)


def refuse(reason: str, status: int = 400) -> Response:
    """Give the page of a request that must not be answered to the client, for nobody knows whose it is (RFC 6749, 4.1.2.1).

    :param reason: a sentence; nothing that was sent stands in it.
    """
    return page("refusal.html", status, reason=reason)
