"""JSON Merge Patch (RFC 7396): a patch that looks like the document, with what changes, and ``null`` for what goes."""

from __future__ import annotations

from typing import Any

MEDIA_TYPE = "application/merge-patch+json"


def merge(target: Any, patch: Any) -> Any:
    """Give a document as a patch makes it (RFC 7396, 2). Neither is changed; the result shares parts with both.

    :param target: the document, as JSON is read.
    :param patch: the patch, as JSON is read. Anything but an object takes the place of the document.
    """
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged
