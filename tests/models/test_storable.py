"""What databases know, and what they fail for."""

from __future__ import annotations

import pytest

from flask_resty.models.storable import is_storable


@pytest.mark.parametrize("value", [2**63 - 1, -(2**63), True, "text", None, 1.5, [1, "a"], (), {"a": 2**80}], ids=repr)
def test_what_a_row_may_have(value):
    assert is_storable(value)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, "\0", "a\0b", [1, 2**63], ("a", ["\0"])], ids=repr)
def test_what_no_row_has(value):
    assert not is_storable(value)
