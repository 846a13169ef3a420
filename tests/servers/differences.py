"""What servers do in another way than HTTP asks, where no application can help it. The docs have the same table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

#: In the order of the columns.
SERVERS: Mapping[str, str] = {"gunicorn": "gunicorn", "granian": "granian", "waitress": "waitress", "werkzeug": "Werkzeug"}


class Does(NamedTuple):
    """What one server does."""

    #: In words.
    words: str
    #: What a test sees of it: each outcome that may be.
    outcomes: frozenset[Any]


class Difference(NamedTuple):
    """A rule that not all servers keep."""

    #: What HTTP asks for, with the section.
    rule: str
    #: Those that do something else, by name.
    servers: Mapping[str, Does]


def does(words: str, *outcomes: Any) -> Does:
    return Does(words, frozenset(outcomes))


DIFFERENCES: Mapping[str, Difference] = {
    "case of methods": Difference(
        "Methods are case-sensitive, so `get` is unknown: 501 (RFC 9110, 9.1)",
        {"gunicorn": does("400", 400), "waitress": does("makes it `GET`", 200, 201, 400, 404, 415)},
    ),
    "head of a stream": Difference(
        "The answer to HEAD has no content (RFC 9110, 9.3.2)",
        {"waitress": does("ends the content of a stream that was not sent", b"0\r\n\r\n")},
    ),
    "two content types": Difference(
        "Of two `Content-Type` lines none is believed: 400 (RFC 9110, 5.3)",
        {server: does("hides all but one", 201, 415) for server in ("granian", "werkzeug")},
    ),
    "octets in fields": Difference(
        "Octets beyond ASCII in a field are kept (RFC 9110, 5.5)",
        {"granian": does("empties the field", "")},
    ),
    "version": Difference(
        "HTTP/9.9 is 505, or 400 (RFC 9110, 15.6.6)",
        {"waitress": does("answers as ever", 200), "werkzeug": does("answers as to 0.9", "malformed")},
    ),
    "no version": Difference(
        "What is no version at all is 400 (RFC 9112, 2.3)",
        {"werkzeug": does("answers as to 0.9", "malformed")},
    ),
    "minor version": Difference(
        "HTTP/1.2 is answered in HTTP/1.1 (RFC 9110, 2.5)",
        {"gunicorn": does("says that it speaks 1.2", "malformed"), "granian": does("400", 400)},
    ),
    "half a chunk": Difference(
        "Chunks that end in the middle are no message: 400 (RFC 9112, 8)",
        {"granian": does("takes them as complete", 201)},
    ),
    "broken stream": Difference(
        "An answer that breaks off is no complete message (RFC 9112, 8)",
        {"granian": does("ends it as if it were complete", "complete")},
    ),
    "chunk extensions": Difference(
        "Unknown chunk extensions are ignored (RFC 9112, 7.1.1)",
        {"werkzeug": does("400", 400)},
    ),
    "trailers": Difference(
        "Trailer fields may be ignored (RFC 9112, 7.1.2)",
        {"werkzeug": does("400", 400)},
    ),
    "size of a chunk": Difference(
        "The size of a chunk is hexadecimal digits, and a line ends with CR and LF: 400 (RFC 9112, 7.1)",
        {"werkzeug": does("takes `0xd` and a bare LF", 201)},
    ),
    "length and chunks": Difference(
        "The connection ends after a request with `Content-Length` and chunks (RFC 9112, 6.1)",
        {"waitress": does("goes on", 200)},
    ),
    "transfer codings": Difference(
        "An unknown transfer coding is 501, or 400 (RFC 9112, 6.1)",
        {"granian": does("takes the content as it came", 201), "werkzeug": does("takes the content as it came", 201)},
    ),
    "chunked twice": Difference(
        "`chunked` stands once: 400 (RFC 9112, 6.1)",
        {"waitress": does("does not mind", 201)},
    ),
    "expectation": Difference(
        "A client that expects 100 gets an error at once, and no 100 before it (RFC 9110, 10.1.1)",
        {
            "gunicorn": does("sends 100 first", ((100,), 415), ((100,), 404), ((100,), 413)),
            "waitress": does("sends 100 and waits for the content", None),
            "werkzeug": does("sends 100 first, twice", ((100, 100), 415), ((100, 100), 404), ((100, 100), 413)),
        },
    ),
    "target": Difference(
        "`*` is for OPTIONS alone, and other targets begin with a slash: 400 (RFC 9112, 3.2)",
        {"waitress": does("puts a slash before it", 200), "werkzeug": does("takes it as it is", 200)},
    ),
    "octets in targets": Difference(
        "A target is visible ASCII: 400 (RFC 9112, 3.2)",
        {"waitress": does("takes NUL", 404), "werkzeug": does("takes any octet", 404, 400, 422)},
    ),
    "malformed fields": Difference(
        "White space before the colon, a line without a colon and a name that is none are 400 (RFC 9112, 5.1)",
        {"werkzeug": does("takes or drops them", 200)},
    ),
    "control characters": Difference(
        "NUL and CR in a field are 400, or made spaces (RFC 9110, 5.5)",
        {"werkzeug": does("keeps them", 200)},
    ),
    "long targets": Difference(
        "What is too long is 414 or 431; 100 kB are (RFC 9110, 15.5.15)",
        {"waitress": does("takes 256 kB in all", 404)},
    ),
    "long fields": Difference(
        "Fields of 300 kB in all are 431 (RFC 6585, 5)",
        {"granian": does("takes 400 kB", 200)},
    ),
    "many fields": Difference(
        "5000 fields are 431 (RFC 6585, 5)",
        {"waitress": does("counts octets only", 200)},
    ),
}


def outcomes(name: str, key: str, usual: set[Any]) -> set[Any]:
    """Give what may be seen on a server: what HTTP asks for, or what it does instead."""
    different = DIFFERENCES[key].servers.get(name)
    return usual if different is None else set(different.outcomes)


def table() -> list[str]:
    """Give the lines of the table in the docs."""
    head = ["What HTTP asks for", *SERVERS.values()]
    rows = [
        [rule, *(servers[name].words if name in servers else "–" for name in SERVERS)] for rule, servers in DIFFERENCES.values() if servers
    ]
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
