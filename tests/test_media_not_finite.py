"""What is no finite number is in no content, whatever stands beside it and in whatever format."""

from __future__ import annotations

import struct
from math import isfinite
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from flask_resty import ContractError
from flask_resty import Emitter
from flask_resty import media

FORMATS = ("JSON", "JSON_LINES", "JSON_SEQ", "SSE", "MSGPACK", "CBOR", "PICKLE", "YAML", "XML", "CSV", "PLIST", "TEXT")


def of_bits(bits: int) -> float:
    """Give the float that has these bits."""
    number: float = struct.unpack(">d", bits.to_bytes(8))[0]
    return number


#: NaN of all kinds, and both infinities.
NOT_FINITE = st.builds(of_bits, st.integers(0x7FF << 52, (1 << 63) - 1) | st.integers(0xFFF << 52, (1 << 64) - 1))

#: What looks like the first bytes of such numbers in one format or another.
BESIDE = st.none() | st.sampled_from(["null", "NaN", "\x7f", "\xd8%", 127, -1, 0xF97E, 0xCB7FF8, 1.5, of_bits(0x7FEFFFFFFFFFFFFF)])


@pytest.mark.parametrize("name", FORMATS)
@given(number=NOT_FINITE, before=st.lists(BESIDE, max_size=3), behind=st.lists(BESIDE, max_size=3))
def test_what_is_not_finite_is_in_no_content(name: str, number: float, before: list[Any], behind: list[Any]) -> None:
    assert not isfinite(number)
    emitter: Emitter = getattr(media, f"{name}_EMITTER")
    app = Flask(__name__)
    app.secret_key = "key"
    items = [{"value": value} for value in (*before, number, *behind)]
    with app.app_context(), pytest.raises(ContractError):
        emitter.emit(items, None)
