"""The rules of HTTP, one to a module."""

#: The fields that make a request conditional (RFC 9110, 13.1).
CONDITIONAL = ("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since")
