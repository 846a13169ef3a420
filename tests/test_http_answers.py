"""What an answer depends on (RFC 9110, 12.5.5)."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import Headers

from flask_resty.http.answers import vary


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        ([], ["Origin"], "Origin"),
        ([], ["Cookie", "Authorization"], "Cookie, Authorization"),
        (["Accept"], ["Origin"], "Accept, Origin"),
        (["Accept", "Accept-Encoding"], ["Origin"], "Accept, Accept-Encoding, Origin"),
        (["accept, origin"], ["Origin"], "accept, origin"),
        (["Origin"], ["Origin", "Cookie"], "Origin, Cookie"),
        (["*"], ["Origin"], "*"),
    ],
)
def test_each_name_stands_once(before: list[str], names: list[str], after: str) -> None:
    headers = Headers([("Vary", value) for value in before])
    vary(headers, *names)
    assert ", ".join(headers.getlist("Vary")) == after
