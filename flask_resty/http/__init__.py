"""The rules of HTTP, one to a module."""
