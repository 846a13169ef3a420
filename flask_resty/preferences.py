"""What a client wants to see of what it wrote (RFC 7240)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask import Request
from flask import Response

from .http.answers import empty
from .http.answers import without_content
from .http.prefer import preferences


def preferrer(app: Flask) -> Callable[[Request, Response], Response]:
    """Make the step that leaves the content out of a success if the client would rather not have it, and says what it heeded."""

    def prefer(request: Request, response: Response) -> Response:
        # What became of each of many is told whatever a client wants: without it, nobody knows what failed (RFC 4918, 13).
        if not 200 <= response.status_code < 300 or response.status_code == 207 or not response.is_sequence:
            return response
        wanted = preferences(request.environ["HTTP_PREFER"])
        # What is sent is always judged strictly (RFC 7240, 4.4).
        heeded = ["handling=strict"] if wanted.get("handling") == "strict" else []
        if wanted.get("return") == "minimal":
            response.close()
            response = without_content(response, empty(app, 204 if response.status_code == 200 else response.status_code))
            if response.status_code == 201:
                # It would name what is empty as the representation (RFC 9110, 8.7).
                response.headers.pop("Content-Location", None)
            heeded.append("return=minimal")
        elif wanted.get("return") == "representation" and response.status_code in {200, 201} and response.response:
            heeded.append("return=representation")
        if heeded:
            response.headers["Preference-Applied"] = ", ".join(heeded)
        return response

    return prefer
