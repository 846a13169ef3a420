"""Documents that were made to do harm are refused within a second, in a process of 512 MB, and kill nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hostile.documents import DOCUMENTS

TESTS = Path(__file__).parent

TABLE = [pytest.param(name, document, id=f"{name}: {document.name}") for name, documents in DOCUMENTS.items() for document in documents]


@lru_cache
def outcomes(name: str) -> dict[str, dict[str, Any]]:
    """Read all documents of a format in one process. If one of them kills it, another process goes on behind that one."""
    found: dict[str, dict[str, Any]] = {}
    left = [document.name for document in DOCUMENTS[name]]
    while left:
        told, returncode, complaint = run(name, left)
        found |= {line["name"]: line for line in told}
        left = left[len(told) :]
        if left:
            found[left.pop(0)] = {"died": returncode, "complaint": complaint}
    return found


def run(name: str, documents: list[str]) -> tuple[list[dict[str, Any]], int, str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))}
    command = [sys.executable, "-m", "hostile", name]
    done = subprocess.run(command, env=environment, input="\n".join(documents), capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode, done.stderr[-2000:]


@pytest.mark.parametrize(("name", "document"), TABLE)
def test_hostile_document_is_refused_within_a_second(name, document):
    outcome = outcomes(name)[document.name]
    assert "died" not in outcome, outcome
    assert (outcome["status"], outcome["code"]) == (document.status if document.code else None, document.code)
    assert outcome["seconds"] < 1


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_two_documents_of_a_format_have_the_same_name(name):
    names = [document.name for document in DOCUMENTS[name]]
    assert sorted(set(names)) == sorted(names)
