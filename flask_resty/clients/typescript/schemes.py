"""From the security schemes of a document to what makes credentials."""

from __future__ import annotations

from ..model import Scheme
from .spelling import key
from .spelling import literal

_HTTP = {
    "basic": "(username: string, password: string) => new Basic(username, password)",
    "bearer": "(token: Given) => new Bearer(token)",
    "digest": "(username: string, password: string) => new Digest(username, password)",
    "oauth": "(keys: Signature) => new OAuth1(keys)",
}


def credentials(scheme: Scheme) -> str:
    """Give a member that makes the credentials of a scheme; nothing for a scheme that no client can speak."""
    made = _made(scheme)
    return f"{key(scheme.name)}: {made}" if made else ""


def _made(scheme: Scheme) -> str:
    if scheme.kind == "http":
        return _HTTP.get(scheme.scheme, f"(token: Given) => new Bearer(token, {literal(scheme.scheme)})")
    if scheme.kind == "apiKey" and scheme.name == "session":
        return "(csrfToken: Given | null = null) => new Session(csrfToken)"
    if scheme.kind == "apiKey":
        return f"(key: Given) => new ApiKey(key, {literal(scheme.where)}, {literal(scheme.parameter)})"
    return _oauth2(scheme) if scheme.kind == "oauth2" else ""


def _oauth2(scheme: Scheme) -> str:
    tokens = next((flow.token_url for flow in scheme.flows if flow.token_url), "")
    asking = next((flow.authorization_url for flow in scheme.flows if flow.authorization_url), "")
    known = {name: url for name, url in (("tokenUrl", tokens), ("authorizationUrl", asking)) if url}
    left = f"Omit<OAuth2Options, {' | '.join(map(literal, known))}> & Partial<OAuth2Options>" if known else "OAuth2Options"
    return f"(options: {left}, tokens: Tokens | null = null) => new OAuth2({{ ...{literal(known)}, ...options }}, tokens)"
