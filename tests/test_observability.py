"""OpenTelemetry, Sentry and Prometheus see an Api as they see any Flask app. Each is tried by its own package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from opentelemetry import trace
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry
from prometheus_flask_exporter import PrometheusMetrics

from flask_resty import Api
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import signals

#: What is asked, and the status that comes of it.
ASKED = [("/api/lamps/1", 200), ("/api/lamps/2", 404), ("/api/lamps/broken", 500), ("/api/lamps/1?on=1", 422), ("/api/nothing", 404)]


class LampItem(Resource):
    def get(self, name: str) -> Any:
        if name == "broken":
            raise RuntimeError("It fell down.")
        if name != "1":
            raise Problem(404)
        return {"name": name}


def lamps(app: Flask) -> None:
    """Put an Api on an app."""
    Api(app, url_prefix="/api").resource("/lamps/<name>")(LampItem)


@contextmanager
def traced(app: Flask) -> Iterator[InMemorySpanExporter]:
    """Have an app traced, and give where its spans go."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    FlaskInstrumentor().instrument_app(app, tracer_provider=provider)
    yield exporter
    FlaskInstrumentor.uninstrument_app(app)
    provider.shutdown()


@pytest.mark.parametrize("is_first", [True, False], ids=["before the Api", "after the Api"])
def test_each_request_is_a_span_that_is_named_by_its_rule(app: Flask, is_first: bool) -> None:
    if not is_first:
        lamps(app)
    with traced(app) as exporter:
        if is_first:
            lamps(app)
        client = app.test_client()
        assert [client.get(path).status_code for path, _ in ASKED] == [status for _, status in ASKED]
    spans = exporter.get_finished_spans()
    assert [span.name for span in spans[:4]] == ["GET /api/lamps/<name>"] * 4
    assert [_status(span) for span in spans] == [status for _, status in ASKED]


def _status(span: Any) -> int:
    return int(span.attributes.get("http.status_code") or span.attributes["http.response.status_code"])


def test_an_error_that_nobody_expected_is_an_error_of_its_span(app: Flask) -> None:
    with traced(app) as exporter:
        lamps(app)
        app.test_client().get("/api/lamps/broken")
        app.test_client().get("/api/lamps/2")
    broken, refused = exporter.get_finished_spans()
    assert (broken.status.status_code, refused.status.status_code) == (trace.StatusCode.ERROR, trace.StatusCode.UNSET)


def test_a_span_can_tell_why_a_request_was_refused(app: Flask) -> None:
    def note(sender: Flask, problem: Problem, **said: Any) -> None:
        trace.get_current_span().set_attribute("problem.codes", [fault.code for fault in problem.errors])

    with traced(app) as exporter, signals.refused.connected_to(note, sender=app):
        lamps(app)
        app.test_client().get("/api/lamps/1?on=1")
    [span] = exporter.get_finished_spans()
    assert (span.attributes or {})["problem.codes"] == ("unknown",)


def watched(app: Flask) -> None:
    """Have an app counted."""
    PrometheusMetrics(app, registry=CollectorRegistry(), group_by="url_rule")


@pytest.mark.parametrize("is_first", [True, False], ids=["before the Api", "after the Api"])
def test_each_request_is_counted_by_its_rule_and_status(app: Flask, is_first: bool) -> None:
    for step in (watched, lamps) if is_first else (lamps, watched):
        step(app)
    client = app.test_client()
    for path, _ in ASKED:
        client.get(path)
    counted = client.get("/metrics").text
    for status, times in ((200, 1), (404, 2), (500, 1), (422, 1)):
        assert f'flask_http_request_total{{method="GET",status="{status}"}} {times}.0' in counted
    assert 'url_rule="/api/lamps/<name>"' in counted


#: In a process of its own: Sentry changes Flask itself.
WITH_SENTRY = """
import json, sys
sys.path.insert(0, {folder!r})
import sentry_sdk
from flask import Flask

caught = []
class Kept(sentry_sdk.transport.Transport):
    def capture_envelope(self, envelope):
        caught.extend(item.payload.json for item in envelope.items if item.type in {{"event", "transaction"}})

sentry_sdk.init("https://key@sentry.example/1", transport=Kept, traces_sample_rate=1.0, default_integrations=True)
from test_observability import ASKED, lamps
app = Flask("tests")
lamps(app)
for path, _ in ASKED:
    app.test_client().get(path)
sentry_sdk.flush()
events = [event for event in caught if event.get("type") != "transaction"]
told = [error for event in events for error in event.get("exception", {{}}).get("values", [])]
names = [event["transaction"] for event in caught if event.get("type") == "transaction"]
print(json.dumps({{"told": [[error["type"], error["value"]] for error in told], "names": names}}))
"""


def test_sentry_is_told_of_what_nobody_expected_and_of_nothing_else() -> None:
    code = WITH_SENTRY.format(folder=os.path.dirname(__file__))
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    [[kind, text]] = said["told"]
    assert (kind, text.splitlines()[0]) == ("RuntimeError", "It fell down.")
    assert "The client was told of this error as urn:uuid:" in text
    assert said["names"][:4] == ["lamp_item"] * 4
