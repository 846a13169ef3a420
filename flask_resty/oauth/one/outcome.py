"""The page that tells people what came of their answer, where their browser is sent nowhere."""

from __future__ import annotations

from flask import Response

from ..pages import page


def tell(name: str, verifier: str | None) -> Response:
    """Give the page.

    :param name: that of the consumer.
    :param verifier: what people carry over to it; ``None`` if they did not consent.
    """
    return page("one/outcome.html", name=name, verifier=verifier)
