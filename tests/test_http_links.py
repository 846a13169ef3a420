"""One value of ``Link``, whatever is put into it, and references that name no host."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl
from urllib.parse import urljoin
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_resty import ConfigError
from flask_resty.http.links import link
from flask_resty.http.links import reference

#: One value of Link (RFC 8288, 3) whose target is a URI-reference (RFC 3986, 4.1).
VALUE = re.compile(
    r"<(?P<target>(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)>"
    r"(?:; (?:[!#$%&'*+\-.^_`|~A-Za-z0-9]+)=(?:\"(?:[\t !#-\[\]-~]|\\[\t -~])*\"|UTF-8''(?:[A-Za-z0-9!#$&+\-.^_`|~]|%[0-9A-F]{2})*))+"
)

BASE = "https://api.example/posts/?q=1"


def environ_of(path: str, query: str = "", script: str = "") -> dict[str, str]:
    """Give an environment as a server does: bytes in the clothes of Latin-1."""
    return {"SCRIPT_NAME": script, "PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": query}


# -- values ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("/posts?page=2", "/posts?page=2"),
        ("?page=2", "?page=2"),
        ("", ""),
        ("https://[::1]:8000/a#b", "https://[::1]:8000/a#b"),
        ("/caf\u00e9", "/caf%C3%A9"),
        ("/a%20b%2f", "/a%20b%2f"),
        ("/100%", "/100%25"),
        ("/100%zz%%41", "/100%25zz%25%41"),
        ("/a b", "/a%20b"),
        ('/a>; rel="x"', "/a%3E;%20rel=%22x%22"),
        ("/a\r\nSet-Cookie: a=b", "/a%0D%0ASet-Cookie:%20a=b"),
        ("/\\evil.example", "/%5Cevil.example"),
    ],
)
def test_target_is_a_uri_reference(target: str, written: str) -> None:
    assert link(target, "next") == f'<{written}>; rel="next"'


@pytest.mark.parametrize("rel", ["next", "service-desc", "next last", "https://example.com/rels/author", "urn:x:y next"])
def test_relation_type_is_quoted(rel: str) -> None:
    assert link("/", rel) == f'</>; rel="{rel}"'


@pytest.mark.parametrize("rel", ["", "Next", "next ", "next  last", 'next"', "next\r\nX: y", "n\u00e4chste", "next,last", "2nd", "next\n"])
def test_what_is_no_relation_type_is_a_mistake_of_the_developer(rel: str) -> None:
    with pytest.raises(ConfigError, match="is no relation type"):
        link("/", rel)


@pytest.mark.parametrize(
    ("attributes", "written"),
    [
        ({"type": "text/html"}, 'type="text/html"'),
        ({"title": 'a "b" \\ c'}, 'title="a \\"b\\" \\\\ c"'),
        ({"title": "Caf\u00e9"}, "title*=UTF-8''Caf%C3%A9"),
        ({"title": "\u20ac rates"}, "title*=UTF-8''%E2%82%AC%20rates"),
        ({"title": "a\r\nX: y"}, "title*=UTF-8''a%0D%0AX%3A%20y"),
        ({"title": ""}, 'title=""'),
        ({"anchor": "#\u00e9"}, 'anchor="#%C3%A9"'),
        ({"hreflang": "de", "media": "print"}, 'hreflang="de"; media="print"'),
    ],
)
def test_attributes_are_written_so_that_they_can_be_read(attributes: dict[str, str], written: str) -> None:
    assert link("/", "next", **attributes) == f'</>; rel="next"; {written}'


@pytest.mark.parametrize(
    "attributes", [{"type": "text/\u00e9"}, {"media": "a\r\nb"}, {"a b": "c"}, {"": "c"}, {"a=b": "c"}, {"type": "\x7f"}]
)
def test_what_cannot_be_written_is_a_mistake_of_the_developer(attributes: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="cannot be an attribute"):
        link("/", "next", **attributes)


@given(st.text(), st.text(), st.text())
def test_any_text_makes_one_value(target: str, title: str, anchor: str) -> None:
    written = link(target, "next", title=title, anchor=anchor)
    assert VALUE.fullmatch(written), written


# -- references --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "changes", "expected"),
    [
        ("", {"page": "2"}, "/posts?page=2"),
        ("q=a&page=1&tag=b", {"page": "2"}, "/posts?q=a&page=2&tag=b"),
        ("tag=b&tag=a", {"page": "2"}, "/posts?tag=b&tag=a&page=2"),
        ("page=1&page=9", {"page": "2"}, "/posts?page=2"),
        ("page=1&q=a", {"page": None}, "/posts?q=a"),
        ("page=1", {"page": None}, "/posts"),
        ("q=a+b%20c%2Bd", {}, "/posts?q=a%20b%20c%2Bd"),
        ("q", {}, "/posts?q="),
        ("&&q=&", {}, "/posts?q="),
        ("q=%3E%0D%0A%22%3C", {}, "/posts?q=%3E%0D%0A%22%3C"),
        ("q=%26page%3D7", {"page": "2"}, "/posts?q=%26page%3D7&page=2"),
    ],
)
def test_reference_changes_what_is_asked_and_keeps_the_rest(query: str, changes: dict[str, str | None], expected: str) -> None:
    assert reference(environ_of("/posts", query), changes) == expected


@pytest.mark.parametrize(
    ("script", "path", "expected"),
    [
        ("/app", "/posts", "/app/posts?page=2"),
        ("/app/", "/posts", "/app/posts?page=2"),
        ("", "/caf\u00e9/a b", "/caf%C3%A9/a%20b?page=2"),
        ("", "/100%/a?b#c", "/100%25/a%3Fb%23c?page=2"),
        ("", "/\\evil.example/", "/%5Cevil.example/?page=2"),
        ("", "", "?page=2"),
    ],
)
def test_reference_has_the_path_of_the_request(script: str, path: str, expected: str) -> None:
    assert reference(environ_of(path, script=script), {"page": "2"}) == expected


def test_path_that_looks_like_a_host_is_left_out() -> None:
    assert reference(environ_of("//evil.example/posts"), {"page": "2"}) == "?page=2"
    assert reference(environ_of("//evil.example/posts", "page=1"), {"page": None}) == "?"


def test_reference_takes_nothing_from_the_host() -> None:
    environ = {**environ_of("/posts"), "HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
    assert reference(environ, {"page": "2"}) == "/posts?page=2"


@given(st.text(), st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_any_path_and_query_make_a_reference_to_the_same_host(path: str, pairs: list[tuple[str, str]]) -> None:
    made = reference(environ_of("/" + path), dict(pairs))
    assert VALUE.fullmatch(link(made, "next"))
    assert link(made, "next") == f'<{made}>; rel="next"'
    assert urlsplit(urljoin(BASE, made)).netloc == "api.example"
    assert parse_qsl(urlsplit(made).query, keep_blank_values=True) == list(dict(pairs).items())
