"""Signals of a registry. The sender is the registry; what happened is committed when they are sent."""

from __future__ import annotations

from blinker import Namespace

_namespace = Namespace()

#: A client was registered: ``client``.
client_created = _namespace.signal("client-created")

#: The status of a client changed: ``client``, ``before``, ``after``.
client_status_changed = _namespace.signal("client-status-changed")

#: A client has a new secret: ``client``.
secret_rotated = _namespace.signal("secret-rotated")

#: An access token was issued, at first or by a refresh token: ``grant`` and its ``scopes``.
token_issued = _namespace.signal("token-issued")

#: Tokens were revoked: ``grant``, and whether it is the whole of it (``is_whole``) or one access token.
token_revoked = _namespace.signal("token-revoked")

#: A code or a refresh token came again, so what it had led to was revoked: ``grant``. Somebody may have stolen it.
reuse_detected = _namespace.signal("reuse-detected")
