"""The runtime of clients in TypeScript, as the modules that it is written in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import node
import pytest
from services.running import NotHere

from flask_resty.clients.typescript.runtime_text import MODULES
from flask_resty.clients.typescript.runtime_text import runtime

FOLDER = Path(__file__).parents[2] / "flask_resty" / "clients" / "typescript" / "runtime"


def test_each_module_is_a_part_of_it() -> None:
    assert sorted(MODULES) == sorted(path.stem for path in FOLDER.glob("*.ts"))


def test_modules_compile_on_their_own(tmp_path: Path, give_up: Callable[[str], NoReturn]) -> None:
    for path in FOLDER.glob("*.ts"):
        shutil.copy(path, tmp_path)
    try:
        assert node.compile(tmp_path) == []
    except NotHere as error:
        give_up(str(error))


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_short(module: str) -> None:
    assert len((FOLDER / f"{module}.ts").read_text().splitlines()) <= 250


def test_functions_are_for_the_runtime_but_for_one() -> None:
    assert re.findall(r"^export (?:async )?function\*? (\w+)", runtime(), re.MULTILINE) == ["edit"]
    assert "export class Problem " in runtime()
