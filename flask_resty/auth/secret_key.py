"""The app's ``SECRET_KEY``, and the keys that it had before."""

from __future__ import annotations

from flask.sansio.app import App

from ..errors import ConfigError


def check_key(app: App, need: str) -> None:
    """Look whether an app has a key.

    :param need: who needs it and what for, for the error.
    :raise ConfigError: if it has none.
    """
    if not app.secret_key:
        raise ConfigError(f"{need}, but the app {app.name!r} has no SECRET_KEY. Set one before init_app().")


def keys_of(app: App) -> list[bytes]:
    """Give the key of an app, and behind it those of ``SECRET_KEY_FALLBACKS``: what was made by one of them is still good."""
    keys = (app.secret_key or "", *(app.config.get("SECRET_KEY_FALLBACKS") or ()))
    return [key.encode() if isinstance(key, str) else key for key in keys]
