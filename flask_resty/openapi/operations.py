"""One operation as an Operation Object."""

from __future__ import annotations

import re
from typing import Any

from ..description import description_of
from ..operation import Operation
from .bodies import body_of
from .choices import choices_of
from .ground import Ground
from .parameters import parameters_of
from .paths import Path
from .responses import responses_of


def operation_object(operation: Operation, path: Path, ground: Ground) -> dict[str, Any]:
    """Give the Operation Object of an operation."""
    said = description_of(operation)
    body, security = body_of(operation, ground), ground.security.requirements(operation)
    told: dict[str, Any] = {
        "operationId": ground.ids[operation],
        "summary": said.summary or _words(ground.ids[operation]),
        "description": said.description,
        "tags": list(said.tags or ()),
        "deprecated": operation.find("deprecation") is not None,
        "parameters": parameters_of(operation, path, ground),
        "requestBody": body,
        "responses": responses_of(operation, ground),
        "security": security,
        **choices_of(operation, ground),
    }
    return {name: value for name, value in told.items() if value}


def _words(name: str) -> str:
    """Give the words of a name for programs: ``listPosts`` is "List posts"."""
    return " ".join(re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)).capitalize()
