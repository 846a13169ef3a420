"""Play requests in both worlds, and judge the answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import NamedTuple
from urllib.parse import parse_qs
from urllib.parse import unquote_to_bytes
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ..toys import Model
from . import worlds
from .requests import Sent
from .requests import request
from .serving import GOOD
from .serving import HOLES
from .serving import serve

#: No answer has anything of this: what is hidden, and how it is kept.
_TELLING = re.compile(
    rf"{worlds.SECRET}|traceback|sqlalchemy|psycopg|sqlite|postgres|syntax error|integrity|(?:{'|'.join(Model.metadata.tables)})\.\w", re.I
)

#: Where a mistake is: there stand names that the client sent.
_POINTER = re.compile(r'"pointer":"(?:[^"\\]|\\.)*"')


class Answer(NamedTuple):
    """What came back, as far as it may be the same twice."""

    status: int
    fields: tuple[tuple[str, str], ...]
    content: str


def play(engine: Engine, random: Random, count: int, hole: str = "") -> Counter[int]:
    """Send so many requests in both worlds; tell which statuses came how often.

    :param hole: what is left open on purpose; the requests are such as find it.
    :raise AssertionError: if an answer tells something that it should not, or breaks.
    """
    client = serve(engine, hole)
    _enter(engine, "gold")
    cursors = _cursors(client)
    requests = [request(random, cursors, HOLES.get(hole, tuple(GOOD))) for _ in range(count)]
    first = _answers(client, requests)
    _enter(engine, "lead")
    for sent, before, after in zip(requests, first, _answers(client, requests), strict=True):
        assert before == after, f"{sent} tells one world from the other: {before} {after}"
    return Counter(answer.status for answer in first)


def _enter(engine: Engine, world: worlds.World) -> None:
    with Session(engine) as session:
        worlds.change(session, world)


def _answers(client: FlaskClient, requests: Sequence[Sent]) -> list[Answer]:
    answers = []
    for sent in requests:
        answer = send(client, sent)
        judge(sent, answer)
        answers.append(answer)
    return answers


def send(client: FlaskClient, sent: Sent) -> Answer:
    """Send a request."""
    try:
        response = client.get(sent.path, query_string=sent.query, headers=sent.fields)
    except Exception as error:
        raise AssertionError(f"{sent} broke the app.") from error
    return Answer(response.status_code, tuple(response.headers), response.get_data(as_text=True))


def judge(sent: Sent, answer: Answer) -> None:
    """Tell whether an answer is one of those that there may be.

    :raise AssertionError: if it is not.
    """
    allowed = {200, 404, 422} if _is_text(sent) else {400, 404}
    assert answer.status in allowed, f"{sent} was answered by {answer}"
    told = _TELLING.search(_POINTER.sub("", answer.content))
    assert told is None, f"{sent} was told {told[0]!r} in {answer}" if told else ""


def _is_text(sent: Sent) -> bool:
    try:
        unquote_to_bytes(sent.query).decode()
    except UnicodeDecodeError:
        return False
    return True


def _cursors(client: FlaskClient) -> tuple[str, ...]:
    """Give cursors of several lists, in both directions."""
    found: list[str] = []
    for query in ("cursor=", "cursor=&sort=-rank", "cursor=&sort=author,-id&limit=2", "cursor=&rank[null]=false", "cursor=&q=1"):
        for _ in range(3):
            links = re.findall(r'<([^>]*)>; rel="(?:next|prev)"', client.get(f"/articles?{query}").headers.get("Link", ""))
            given = [parse_qs(urlsplit(link).query).get("cursor", [""])[0] for link in links]
            found += given
            query = urlsplit(links[-1]).query if links else query
    return tuple(dict.fromkeys(cursor for cursor in found if cursor))
