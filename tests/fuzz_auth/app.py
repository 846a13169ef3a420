"""The app, and the time in it."""

from __future__ import annotations

from flask import Flask

app = Flask("credentials")
app.config.update(SECRET_KEY="a secret of this app alone", SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE="Lax")


class Clock:
    """A clock that goes on by one second whenever somebody makes credentials."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def tick(self) -> int:
        """Go on; give the time."""
        self.seconds += 1
        return int(self.seconds)


clock = Clock()
