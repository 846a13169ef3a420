"""The settings in ``app.config``."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from collections.abc import Mapping
from typing import Any

from flask import Flask

from .errors import ConfigError
from .errors import did_you_mean

#: All of them, with their defaults.
SETTINGS: Mapping[str, Any] = {
    # What "flask resty check" finds and is meant as it is: codes, or a code and what it is about.
    "RESTY_ALLOWED_FINDINGS": (),
    # What happens when an answer breaks its contract: "raise" (a logged 500), "log", or "off".
    "RESTY_CHECK_RESPONSES": "raise",
    # The largest body of a request, in bytes.
    "RESTY_MAX_BODY": 1024 * 1024,
    # Whether a declared field that is missing in an answer breaks the contract.
    "RESTY_OUTPUT_REQUIRED": True,
    # Whether a value in an answer that a validator of its field refuses breaks the contract; one that is no choice does anyway.
    "RESTY_OUTPUT_VALIDATED": False,
    # Whether each refusal leaves a record in the log "flask_resty": at INFO, or WARNING where the server is to blame.
    "RESTY_LOG_REFUSALS": True,
    # Whether each step of a request is told by a signal.
    "RESTY_SIGNALS": False,
    # What throttles do while their storage is down: "memory", "open" or "closed". Left out, as Flask-Limiter's settings say, else "memory".
    "RESTY_THROTTLE_FAILURE": None,
}

#: What a value has to be, in words for the error, and the test of it.
_DEMANDS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "RESTY_ALLOWED_FINDINGS": ("a list of texts", lambda value: isinstance(value, list | tuple) and all(type(one) is str for one in value)),
    "RESTY_CHECK_RESPONSES": ("'raise', 'log' or 'off'", lambda value: value in ("raise", "log", "off")),
    "RESTY_MAX_BODY": ("a number of bytes", lambda value: type(value) is int and value > 0),
    "RESTY_OUTPUT_REQUIRED": ("True or False", lambda value: isinstance(value, bool)),
    "RESTY_OUTPUT_VALIDATED": ("True or False", lambda value: isinstance(value, bool)),
    "RESTY_LOG_REFUSALS": ("True or False", lambda value: isinstance(value, bool)),
    "RESTY_SIGNALS": ("True or False", lambda value: isinstance(value, bool)),
    "RESTY_THROTTLE_FAILURE": ("'memory', 'open' or 'closed'", lambda value: value in (None, "memory", "open", "closed")),
}


def read(app: Flask) -> None:
    """Fill in the defaults and check what the app has set. A key that does not exist is a warning.

    :raise ConfigError: for a value that a setting cannot have.
    """
    for key in app.config:
        if key.startswith("RESTY_") and key not in SETTINGS:
            warnings.warn(f"{key!r} is no setting of flask_resty. {did_you_mean(key, SETTINGS)}", stacklevel=4)
    for key, default in SETTINGS.items():
        value = app.config.setdefault(key, default)
        demand, is_good = _DEMANDS[key]
        if not is_good(value):
            raise ConfigError(f"{key} is {value!r} on the app {app.name!r}. Set it to {demand}.")
