"""The configurations in the docs are tried with the servers that they are for."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).parents[1]
HOW_TO = ROOT / "docs" / "how-to"
PATIENCE = 30

BLOG = """
import os

from flask import Flask, request
from flask_resty import Api, Resource, accepts, returns
from flask_resty.middleware import Throttle, address
from marshmallow import Schema, fields
from werkzeug.middleware.proxy_fix import ProxyFix


class Post(Schema):
    slug = fields.Str(required=True)


def create_app():
    app = Flask("blog")
    app.config["RATELIMIT_STORAGE_URI"] = os.environ.get("STORAGE", "memory://")
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
    api = Api(app, url_prefix="/api")

    @api.resource("/caller")
    class Caller(Resource):
        def get(self):
            return {"address": request.remote_addr, "url": request.url, "process": os.getpid()}

    @api.resource("/limited", middleware=[Throttle("3/hour", by=address)])
    class Limited(Resource):
        def get(self):
            return None

    @api.resource("/posts")
    class Posts(Resource):
        @accepts(Post)
        @returns(Post)
        def post(self, body):
            return body

    return app
"""


def block(page, language, start=""):
    """Give the first block of a page in a language that begins with a text."""
    (found, *_) = re.findall(rf"^```{language}\n({re.escape(start)}.*?)^```$", (HOW_TO / page).read_text(), re.MULTILINE | re.DOTALL)
    return found


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running(command, folder, port, **environment):
    """Run a command that listens at a port."""
    with (folder / "log").open("wb") as log:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))), **environment}
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment, start_new_session=True)
        try:
            _wait(process, port, folder / "log")
            yield
        finally:
            stop(process)


def stop(process):
    """Stop a server, with its workers, however it takes that."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(process, port, log):
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        # There is nothing to wait for but time.
        time.sleep(0.05)
    raise RuntimeError(f"Nobody listens at port {port}: {log.read_text()}")


def ask(url, data=None, context=None, **headers):
    """Send a request, and give status, media type and text."""
    sent = urllib.request.Request(url, data, {name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(sent, timeout=PATIENCE, context=context) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers.get_content_type(), refusal.read().decode()


@pytest.fixture
def blog(tmp_path):
    (tmp_path / "blog.py").write_text(BLOG)
    (tmp_path / "gunicorn.conf.py").write_text(block("deploy.md", "python", "# gunicorn.conf.py"))
    return tmp_path


def gunicorn(port):
    return [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", "--no-control-socket", "blog:create_app()"]


def test_gunicorn_reads_the_configuration(blog):
    port = free_port()
    with running(gunicorn(port), blog, port):
        status, _, text = ask(f"http://127.0.0.1:{port}/api/caller")
    assert (status, json.loads(text)["address"]) == (200, "127.0.0.1")
    assert "gthread" in (blog / "log").read_text()


def test_granian_takes_the_options(blog):
    (command,) = re.findall(r"^\$ granian (.*)$", (HOW_TO / "deploy.md").read_text(), re.MULTILINE)
    port = free_port()
    options = shlex.split(command.replace("--port 8000", f"--port {port}").replace("-timeout 30", "-timeout 3"))
    with running([sys.executable, "-m", "granian", *options], blog, port):
        assert ask(f"http://127.0.0.1:{port}/api/caller")[0] == 200


def test_processes_share_a_limit_where_the_storage_is_redis(blog, redis_url):
    port = free_port()
    with running(gunicorn(port), blog, port, STORAGE=redis_url.replace("unix://", "redis+unix://")):
        statuses = [ask(f"http://127.0.0.1:{port}/api/limited")[0] for _ in range(8)]
    assert sorted(statuses) == [204] * 3 + [429] * 5


def certificate(folder):
    """Make a key and a certificate that only tests believe."""
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")]), dt.datetime.now(dt.UTC)
    key, end = ec.generate_private_key(ec.SECP256R1()), now + dt.timedelta(days=1)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, end)
    (folder / "fullchain.pem").write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(*form))


@pytest.fixture
def proxied(blog, give_up):
    """Serve the blog behind nginx, as the page has it, and give the address of nginx."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        give_up("nginx is not on the path. Install it: apt-get install nginx-light.")
    certificate(blog)
    behind, front = free_port(), free_port()
    told = block("run-behind-a-proxy.md", "nginx", "upstream").replace("/etc/ssl/blog", str(blog))
    told = told.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("listen 443 ssl", f"listen 127.0.0.1:{front} ssl")
    places = "".join(f"{kind}_temp_path {blog}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = f"daemon off; pid {blog}/pid; error_log {blog}/errors; events {{}} http {{ access_log off; {places} {told} }}"
    (blog / "nginx.conf").write_text(whole)
    nginx = [program, "-e", str(blog / "errors"), "-p", str(blog), "-c", str(blog / "nginx.conf")]
    with running(gunicorn(behind), blog, behind), running(nginx, blog, front):
        yield f"https://127.0.0.1:{front}"


@pytest.fixture
def untold():
    """Give a context that believes any certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def test_nginx_tells_who_calls_and_how(proxied, untold):
    forged = {"X_Forwarded_For": "203.0.113.7", "X_Forwarded_Proto": "http", "Host": "api.example.com"}
    _, _, text = ask(f"{proxied}/api/caller", context=untold, **forged)
    told = json.loads(text)
    assert (told["address"], told["url"]) == ("127.0.0.1", "https://api.example.com/api/caller")


def test_nginx_leaves_refusals_to_the_api(proxied, untold):
    large = json.dumps({"slug": "x" * 2_000_000}).encode()
    status, media_type, _ = ask(f"{proxied}/api/posts", large, untold, Content_Type="application/json")
    assert (status, media_type) == (413, "application/problem+json")
