"""From one page to the next, and from a whole to its list."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin
from urllib.parse import urlsplit

from .errors import BadAnswer
from .messages import Headers
from .messages import Request
from .options import Answer

#: So many pages after each other may have nothing. A server that filters as it reads has some; one with no end would be asked for ever.
_EMPTY = 100

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_NEXT = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next)(?=\s*[;,]|\s*$)', re.IGNORECASE)


class Walk:
    """Goes through the pages of a list, each of which leads to the one after it.

    :param pointer: where the items of a page are.
    """

    def __init__(self, pointer: str) -> None:
        self._pointer, self._asked, self._empty = pointer, set[str](), 0

    def items(self, answer: Answer) -> list[Any]:
        """Give the items of a page.

        :raise BadAnswer: if it is none, or if there were none for too long.
        """
        found = items_at(answer.data, self._pointer)
        self._empty = 0 if found else self._empty + 1
        if self._empty > _EMPTY:
            raise BadAnswer(f"{_EMPTY} pages after each other have no items.")
        return found

    def following(self, answer: Answer, request: Request) -> Request | None:
        """Give the request for the page after one, ``None`` after the last one.

        :param request: what the page was asked for by.
        """
        url = next_page(answer.headers, request.url, self._asked)
        return None if url is None else replace(request, url=url)


def next_page(headers: Headers, url: str, asked: set[str]) -> str | None:
    """Give the address of the page after one (RFC 8288), ``None`` after the last one.

    :param asked: the pages that were asked for; this one is put to them.
    :raise BadAnswer: if it is of another origin, which must not see the credentials, or was asked for already.
    """
    asked.add(url)
    for target, parameters in _LINK.findall(headers.get("Link")):
        if _NEXT.search(parameters):
            found = _joined(url, target)
            if found in asked:
                raise BadAnswer("The pages lead in a circle.")
            return found
    return None


def _joined(url: str, target: str) -> str:
    try:
        found: str = urljoin(url, target)
        is_same = urlsplit(found)[:2] == urlsplit(url)[:2]
    except ValueError as error:
        raise BadAnswer(f"The next page is said to be at {target!r}, which is no address.") from error
    if not is_same:
        raise BadAnswer(f"The next page is not where the Api is, but at {found!r}.")
    return found


def items_at(data: Any, pointer: str) -> list[Any]:
    """Give the items of a page, which are at a JSON pointer.

    :raise BadAnswer: if there is no list.
    """
    for name in pointer.split("/")[1:]:
        data = data.get(name.replace("~1", "/").replace("~0", "~")) if isinstance(data, dict) else None
    if not isinstance(data, list):
        raise BadAnswer("The answer is no page.")
    return data
