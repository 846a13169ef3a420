"""Formats, selections, files and streams (RFC 9110, 8, 12, 14 and 15), as they come over the socket of each real server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from fuzz_http.reading import READERS
from servers.client import Client
from servers.differences import outcomes
from servers.formats import LISTS
from servers.formats import OBJECTS
from servers.formats import PDF
from servers.formats import READ
from servers.formats import STREAM_LIMIT
from servers.formats import STREAMED
from servers.formats import TITLE
from servers.raw import Malformed
from servers.raw import chunked
from servers.raw import message
from servers.running import running

JSON = "application/json"
SHORT = 'application/json;profile="short"'
OLD = "application/vnd.acme.post+json;version=1"
CSV = "text/csv; charset=utf-8; header=present"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)

#: What a list can be given as, and one text.
OF_LISTS = [emitter.media_type for emitter in LISTS if not emitter.media_type.startswith("text/plain")]
OF_TEXTS = [emitter.media_type for emitter in OBJECTS if emitter.media_type not in {CSV, "application/hal+json"}]
OF_STREAMS = [emitter.media_type for emitter in STREAMED]

#: Those that one thing can be given and taken in.
BOTH_WAYS = [
    one.media_type for one in OBJECTS if one.media_type.partition(";")[0] in {parser.media_type for parser in READ} - {"text/plain"}
]


def get(http, target, accept, **fields):
    return http("GET", target, {"Accept": accept, **fields})


def read(answer):
    """Read content by its media type, with another library than wrote it."""
    return READERS[answer["Content-Type"].partition(";")[0]](answer.content)


# Content in each format


@pytest.mark.parametrize(("target", "media_types"), [("/media/posts", OF_LISTS), ("/media/title", OF_TEXTS)], ids=["list", "text"])
def test_length_is_that_of_the_octets(http, target, media_types):
    """RFC 9110, 8.6: not that of the characters."""
    for media_type in media_types:
        with http.connect() as connection:
            connection.send(message("GET", target, [("Accept", media_type)]))
            answer = connection.answer()
            assert (answer.status, answer["Content-Type"]) == (200, media_type)
            assert int(answer["Content-Length"]) == len(answer.content) > len(TITLE) and connection.rest() == b""
        read(answer)


@pytest.mark.parametrize("target", ["/media/posts", "/media/posts/1", "/media/file", "/media/picture", "/media/nothing-in-it"])
def test_head_has_the_fields_of_get(http, target):
    """RFC 9110, 9.3.2; the length may be left out, but is known here."""
    for media_type in ("*/*", *OF_LISTS):
        got, head = get(http, target, media_type), http("HEAD", target, {"Accept": media_type})
        assert head.status == got.status and head.excess == b""
        assert told(head) == told(got)


def told(answer):
    """Give the fields of an answer, in any order (RFC 9110, 5.3), without the one that changes."""
    return sorted((name.lower(), value) for name, value in answer.fields if name.lower() != "date")


def test_each_format_has_a_tag_of_its_own(http):
    """RFC 9110, 8.8.3.3."""
    for target in ("/media/posts", "/media/posts/1"):
        answers = [get(http, target, media_type) for media_type in (*BOTH_WAYS, "application/hal+json", "text/html")]
        assert len({answer["ETag"] for answer in answers}) == len(answers)


@pytest.mark.parametrize("media_type", OF_LISTS)
def test_304_is_for_the_format_that_is_asked_for(http, media_type):
    """RFC 9110, 13.1.2 and 15.4.5."""
    got = get(http, "/media/posts", media_type)
    fresh = get(http, "/media/posts", media_type, **{"If-None-Match": got["ETag"]})
    other = get(http, "/media/posts", JSON if media_type != JSON else "text/csv", **{"If-None-Match": got["ETag"]})
    assert (fresh.status, other.status) == (304, 200)
    assert all(fresh[name] == got[name] for name in ("ETag", "Vary", "Cache-Control"))


def test_a_tag_of_one_format_does_for_a_change_in_another(http):
    """RFC 9110, 13.1.1: what is changed is the resource."""
    tags = [get(http, "/media/posts/1", media_type)["ETag"] for media_type in BOTH_WAYS]
    answers = [http("PATCH", "/media/posts/1", {"If-Match": tag}, json={}) for tag in tags]
    assert {answer.status for answer in answers} == {200}


@pytest.mark.parametrize("media_type", BOTH_WAYS)
def test_what_is_given_is_taken(http, media_type):
    post = get(http, "/media/posts/7", JSON).json
    answer = http("PUT", "/media/posts/7", {"Content-Type": media_type, "Accept": JSON}, get(http, "/media/posts/7", media_type).content)
    assert (answer.status, answer.json) == (200, post)


# The choice


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/yaml;q=0.5, application/cbor;q=0.6", "application/cbor"),
        ("application/json;q=0, */*", "application/yaml"),
        ("application/*;q=0.1, text/csv;q=0.2", CSV),
        ("text/csv;header=present", CSV),
        ("application/vnd.acme.post+json", OLD),
        (OLD.upper(), OLD),
        (SHORT, SHORT),
        ("application/json;profile=short", SHORT),
        ("application/json", JSON),
        ("*/*;q=0.1, application/xml;q=0.2, application/*;q=0", "application/xml"),
        ("application/x-yaml, application/msgpack", "application/msgpack"),
        ("garbage", JSON),
    ],
)
def test_accept_chooses_a_format(http, accept, media_type):
    """RFC 9110, 12.5.1."""
    answer = get(http, "/media/posts/1", accept)
    assert (answer.status, answer["Content-Type"]) == (200, media_type)


@pytest.mark.parametrize(
    "accept", ["image/png", "application/vnd.acme.post+json;version=2", "text/csv;header=absent", "*/*;q=0", 'application/json;profile="x"']
)
def test_406_tells_all_that_there_is(http, accept):
    """RFC 9110, 15.5.7."""
    answer = get(http, "/media/posts/1", accept)
    assert answer.status == 406
    assert {*BOTH_WAYS, OLD, SHORT} <= {*answer.json["available"]}
    assert all(get(http, "/media/posts/1", offer).status == 200 for offer in answer.json["available"])


@pytest.mark.parametrize("target", ["/media/posts", "/media/posts/1", "/media/export/1", "/media/none", "/media/posts/1000?fields=x"])
def test_vary_tells_of_the_choice(http, target):
    """RFC 9110, 12.5.5: also on errors, which come in families."""
    for accept in ("application/json", "application/xml", "image/png"):
        assert "accept" in map(str.lower, get(http, target, accept).members("Vary"))


@pytest.mark.parametrize(
    ("accept", "family"),
    [("application/xml", "xml"), ("application/yaml", "json"), ("text/*", "json"), ("image/png", "json"), ("", "json")],
)
def test_errors_are_of_the_family(http, accept, family):
    """RFC 9457, 3 and B; the client reads each."""
    for target, status in (("/media/none", 404), ("/media/posts/1000", 404), ("/media/posts?frob=1", 422)):
        answer = get(http, target, accept)
        assert answer["Content-Type"] == f"application/problem+{family}"
        assert answer.status == status if accept != "image/png" else answer.status in {404, 406, 422}


@pytest.mark.parametrize(
    ("target", "media_type"),
    [
        ("/media/posts?format=yaml", "application/yaml"),
        ("/media/posts.yaml", "application/yaml"),
        ("/media/posts.csv?fields=id", CSV),
        ("/media/posts/1.cbor", "application/cbor"),
        ("/media/title.plain", "text/plain; charset=utf-8"),
        ("/media/posts.xml?format=xml", "application/xml"),
    ],
)
def test_address_names_the_format(http, target, media_type):
    for accept in ("application/msgpack", "image/png"):
        assert get(http, target, accept)["Content-Type"] == media_type


@pytest.mark.parametrize(
    "target", ["/media/posts?format=zzz", "/media/posts?format=", "/media/posts.yaml?format=csv", "/media/posts?format=csv&format=xml"]
)
def test_address_that_names_no_format_is_406(http, target):
    answer = http("GET", target)
    assert answer.status == 406 and b"yaml" in answer.content


# Content that is sent


@pytest.mark.parametrize(
    "content_type", ["application/x-pickle", "text/plain", "text/html", "application/jsonl", OLD, "application/xmlx", ""]
)
def test_415_tells_all_that_is_read(http, content_type):
    """RFC 9110, 15.5.16 and 12.5.1."""
    answer = http("POST", "/media/posts", {"Content-Type": content_type}, "x")
    assert answer.status == 415 and "Accept-Encoding" not in answer
    assert answer.members("Accept") == answer.members("Accept-Post") == http("OPTIONS", "/media/posts").members("Accept-Post")
    assert {"application/yaml", "application/xml", "application/cbor", SHORT} <= {*answer.members("Accept")}


def test_415_to_a_patch_tells_what_patches_there_are(http):
    """RFC 5789, 2.2."""
    answer = http("PATCH", "/media/posts/1", {"Content-Type": "text/html"}, "title: x")
    assert answer.status == 415
    assert {"application/merge-patch+json", "application/json-patch+json"} <= {*answer.members("Accept-Patch")}
    assert answer.members("Accept-Patch") == http("OPTIONS", "/media/posts/1").members("Accept-Patch")


@pytest.mark.parametrize(
    ("media_type", "content", "status"),
    [
        ("application/yaml", b"id: 1\ntitle: &a x", 400),
        ("application/yaml", b"id: '1'\ntitle: x", 422),
        ("application/yaml;charset=utf-16", "id: 1".encode("utf-16"), 415),
        ("application/xml", b"<!DOCTYPE d><data/>", 400),
        ("application/xml", b"<data><id>x</id></data>", 422),
        ("application/msgpack", b"\x81\xa2id", 400),
        ("application/msgpack", b"\x80", 422),
        ("application/cbor", b"\xa1bid\xd8\x1c\x01", 400),
        ("application/cbor", b"\xa0\xa0", 400),
        ("text/csv", b"id,id\r\n1,2\r\n", 400),
        ("text/csv", b"id,title\r\nx,y\r\n", 422),
        ("application/x-plist", b"bplist00", 400),
        (SHORT, b'{"id": 1}', 422),
    ],
)
def test_400_is_for_what_cannot_be_read_and_422_for_what_does_not_fit(http, media_type, content, status):
    """RFC 9110, 15.5.1 and 15.5.21."""
    assert http("POST", "/media/posts", {"Content-Type": media_type}, content).status == status


# Members


@pytest.mark.parametrize("media_type", ["application/json", "application/yaml", "application/msgpack", "application/cbor"])
def test_selection_narrows_each_format(http, media_type):
    everything = get(http, "/media/posts/1", media_type)
    by_query = get(http, "/media/posts/1?fields=author(name),id", media_type)
    by_field = get(http, "/media/posts/1", media_type, **{"X-Fields": "id,author(name)"})
    assert read(by_query) == read(by_field) == {"id": 1, "author": {"name": "Zoë"}}
    assert by_query["ETag"] == by_field["ETag"] != everything["ETag"]
    assert {"accept", "x-fields"} <= {name.lower() for name in by_query.members("Vary")}


@pytest.mark.parametrize("selection", ["titel", "id(", "id,,", "author(x)", "id%00", "(" * 500, "x" * 3000])
def test_selection_of_what_is_not_there_is_422(http, selection):
    for target in ("/media/posts", "/media/export/1"):
        assert http("GET", f"{target}?fields={selection}").status == 422


def test_selection_shows_columns(http):
    assert get(http, "/media/posts?fields=id,author(name)", "text/csv").content == "id,author.name\r\n1,Zoë\r\n2,Zoë\r\n".encode()


def test_short_names_are_told_and_taken(http):
    """RFC 8288: the address of what they stand for comes with them."""
    answer = get(http, "/media/posts/1", SHORT)
    target, _, relation = answer["Link"].partition(">")
    names = http("GET", target.lstrip("<")).json["names"]
    assert relation == '; rel="describedby"' and answer.json[names["title"]] == TITLE
    back = http("PUT", "/media/posts/1", {"Content-Type": SHORT}, answer.content)
    assert (back.status, back.json["title"]) == (200, TITLE)


# Files


def test_download_is_named_and_harmless(http):
    """RFC 6266, 4; RFC 8187, 3.2."""
    answer = http("GET", "/media/file")
    assert answer.content == PDF and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].isascii() and answer["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''Jahres%22%C3%BCbersicht" in answer["Content-Disposition"] and "X" not in answer
    assert "sandbox" in http("GET", "/media/picture")["Content-Security-Policy"]


def test_nothing_is_content_of_length_0(http):
    answer = http("GET", "/media/nothing-in-it")
    assert (answer.status, answer["Content-Length"], answer.content) == (200, "0", b"")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("0-3", 0, 3), ("-5", len(PDF) - 5, len(PDF) - 1), ("100-", 100, len(PDF) - 1), ("7-999999", 7, len(PDF) - 1)],
)
def test_range_of_a_file_is_206(http, asked, first, last):
    """RFC 9110, 15.3.7.1."""
    answer = http("GET", "/media/file", {"Range": f"bytes={asked}"})
    assert (answer.status, answer["Content-Range"]) == (206, f"bytes {first}-{last}/{len(PDF)}")
    assert answer.content == PDF[first : last + 1] and int(answer["Content-Length"]) == len(answer.content)
    assert all(name in answer for name in ("ETag", "Cache-Control", "Vary"))


def test_range_beyond_a_file_is_416(http):
    """RFC 9110, 15.5.17."""
    answer = http("GET", "/media/file", {"Range": "bytes=999999-"})
    assert (answer.status, answer["Content-Range"]) == (416, f"bytes */{len(PDF)}")


@pytest.mark.parametrize(("field", "form", "status"), [("ETag", "{}", 206), ("ETag", "W/{}", 200), ("Last-Modified", "{}", 206)])
def test_range_is_of_the_file_that_the_client_has(http, field, form, status):
    """RFC 9110, 13.1.5."""
    validator = form.format(http("GET", "/media/file")[field])
    assert http("GET", "/media/file", {"Range": "bytes=0-3", "If-Range": validator}).status == status


def test_two_ranges_of_a_file_are_parts(http):
    """RFC 9110, 15.3.7.2."""
    answer = http("GET", "/media/file", {"Range": "bytes=0-3,50-53"})
    assert answer.status == 206 and answer["Content-Type"].startswith("multipart/byteranges; boundary=")
    assert "Content-Range" not in answer and PDF[50:54] in answer.content and answer.content.count(b"Content-Range: bytes") == 2


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [
        ("application/pdf", PDF[:9], 200),
        ("image/png", PNG, 200),
        ("image/png", b"<script>", 422),
        ("text/html", b"x", 415),
        ("image/png", b"", 422),
    ],
)
def test_upload_is_what_it_is_said_to_be(http, content_type, content, status):
    in_chunks = [("Content-Type", content_type), ("Transfer-Encoding", "chunked")]
    assert http("PUT", "/media/file", {"Content-Type": content_type}, content).status == status
    assert http.send(message("PUT", "/media/file", in_chunks, chunked(*[content] * bool(content)))).status == status


@pytest.mark.parametrize(("photo", "status"), [(PNG, 200), (b"GIF89a", 422), (PNG * 100, 422)])
def test_file_comes_beside_the_fields_of_a_form(http, photo, status):
    """RFC 7578."""
    parts = b'--x\r\nContent-Disposition: form-data; name="caption"\r\n\r\nA dot\r\n--x\r\n'
    parts += (
        b'Content-Disposition: form-data; name="photo"; filename="../a.png"\r\nContent-Type: image/png\r\n\r\n' + photo + b"\r\n--x--\r\n"
    )
    answer = http("POST", "/media/photos", {"Content-Type": "multipart/form-data; boundary=x"}, parts)
    assert answer.status == status
    assert status == 422 or answer.json == len(photo)


# Streams


@pytest.mark.parametrize("media_type", OF_STREAMS)
def test_stream_comes_in_chunks(http, media_type):
    """RFC 9112, 7.1: nobody knows how long it will be."""
    answer = get(http, "/media/export/300", media_type)
    assert (answer.status, answer["Content-Type"], answer["Transfer-Encoding"].lower()) == (200, media_type, "chunked")
    assert "Content-Length" not in answer and "ETag" not in answer
    read(answer)
    assert get(http, "/media/export/0", media_type).status == 200


@pytest.mark.parametrize("media_type", OF_STREAMS)
def test_stream_that_fails_is_broken_off(http, media_type):
    """RFC 9112, 8."""
    try:
        outcome = "complete" if get(http, "/media/interrupted", media_type).status == 200 else "error"
    except Malformed:
        outcome = "broken"
    assert outcome in outcomes(http.name, "broken stream", {"broken"})


def test_head_of_a_stream_has_its_fields(http):
    for media_type in OF_STREAMS:
        head = http("HEAD", "/media/export/3", {"Accept": media_type})
        assert (head.status, head["Content-Type"]) == (200, media_type)
        assert head.excess in outcomes(http.name, "head of a stream", {b""})


ROWS = {
    "application/jsonl": b'{"id":1,"title":"a"}\n{"id":"x","title":"b"}\n',
    "application/json-seq": b'\x1e{"id":1,"title":"a"}\n\x1e{"id":"x","title":"b"}\n',
    "text/csv": b"id,title\r\n1,a\r\nx,b\r\n",
}


@pytest.mark.parametrize("media_type", ROWS)
def test_stream_is_taken_row_by_row(http, media_type):
    fields = [("Content-Type", media_type), ("Transfer-Encoding", "chunked")]
    good = http.send(
        message(
            "POST", "/media/sum", fields, chunked(*ROWS[media_type].replace(b'"x"', b"7").replace(b"x", b"7").splitlines(keepends=True))
        )
    )
    bad = http.send(message("POST", "/media/sum", fields, chunked(ROWS[media_type])))
    assert (good.status, good.json) == (200, 8)
    assert (bad.status, [fault["pointer"] for fault in bad.json["errors"]]) == (422, ["/1/id"])


@pytest.mark.parametrize("is_chunked", [True, False])
def test_stream_that_is_too_large_is_413(http, is_chunked):
    """RFC 9110, 15.5.14."""
    content = ROWS["application/jsonl"].splitlines(keepends=True)[0] * (STREAM_LIMIT // 20)
    fields = [("Content-Type", "application/jsonl"), *([("Transfer-Encoding", "chunked")] if is_chunked else [])]
    assert http.send(message("POST", "/media/sum", fields, chunked(content) if is_chunked else content)).status == 413


# Races


def test_first_requests_of_all_kinds_at_once_are_answered_rightly():
    """What is compiled at the first request is compiled for whoever came with it, and for nobody else."""
    of_posts = [*BOTH_WAYS, SHORT, "text/html", "*/*"]
    accepted = {"/media/posts": [*OF_LISTS, SHORT], "/media/posts/3": of_posts, "/media/export/3": OF_STREAMS, "/media/title": OF_TEXTS}
    with running("gunicorn") as address:
        for target, media_types in accepted.items():
            # Sixteen at once, as many as there are threads.
            _check_race(Client("gunicorn", address), target, (media_types * 3)[:16])


def _check_race(http, target, accepted):
    selections = [""] if target == "/media/title" else ["id", "title,author(name)", "*,-tags"]
    asked = list(zip(accepted, selections * len(accepted), strict=False))
    barrier = Barrier(len(asked))

    def ask(media_type, selection, *, waits=False):
        if waits:
            barrier.wait(10)
        answer = get(http, target, media_type, **({"X-Fields": selection} if selection else {}))
        return answer.status, answer["Content-Type"], answer.lines("ETag"), answer.content

    with ThreadPoolExecutor(len(asked)) as pool:
        first = list(pool.map(lambda one: ask(*one, waits=True), asked))
    assert {status for status, *_ in first} == {200}
    assert first == [ask(*one) for one in asked]
