"""A reader: ``python -m hostile FORMAT`` reads the documents whose names come on standard input, one a line.

It tells of each on a line of its own, as JSON: the name, the code of the refusal (``null`` if there was none), its status, and the seconds
that it took. Whoever waits for a line in vain knows which document killed the process.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from io import BytesIO
from typing import Any

from flask import Flask
from flask import current_app
from flask import request

from flask_resty import Parser
from flask_resty import Problem
from flask_resty import media
from flask_resty.media.form import read_files
from flask_resty.media.form import read_form

from .documents import DOCUMENTS
from .documents import Hostile

MEMORY = 512 * 1024 * 1024
#: Whoever hangs is killed. What takes a second of work is a failure before that.
PATIENCE = 20

FORMS = {"form": "application/x-www-form-urlencoded", "multipart": "multipart/form-data; boundary=edge"}


def main(name: str) -> None:
    parser = parser_of(name)
    documents = {document.name: document for document in DOCUMENTS[name]}
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    app = Flask("hostile")
    app.secret_key = "secret"
    with app.app_context():
        for line in sys.stdin.read().splitlines():
            print(json.dumps(outcome(parser, documents[line])), flush=True)


def parser_of(name: str) -> Parser:
    if name in FORMS:
        return Parser(FORMS[name], lambda content, schema: read_as_form(content, FORMS[name]))
    parser: Parser = getattr(media, f"{name.upper()}_PARSER")
    return parser


def read_as_form(content: bytes, content_type: str) -> None:
    """Read content as the fields and the files of a form, which no parser does by itself."""
    with current_app.test_request_context(method="POST", data=content, content_type=content_type):
        read_form(request)
        read_files(request)


def outcome(parser: Parser, document: Hostile) -> dict[str, Any]:
    content = document.make()
    signal.alarm(PATIENCE)
    began = time.process_time()
    status, code = judged(parser, document, content)
    seconds = time.process_time() - began
    signal.alarm(0)
    return {"name": document.name, "status": status, "code": code, "seconds": seconds}


def judged(parser: Parser, document: Hostile, content: bytes) -> tuple[int | None, str | None]:
    try:
        if not document.streamed:
            parser.parse(content, document.schema)
            return None, None
        assert parser.stream is not None
        codes = [line.fault.code for line in parser.stream(BytesIO(content), document.schema) if line.fault]
        return (400, codes[0]) if codes else (None, None)
    except Problem as problem:
        return problem.status, problem.errors[0].code


main(*sys.argv[1:])
