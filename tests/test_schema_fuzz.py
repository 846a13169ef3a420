"""What ``compile`` makes of a schema cannot be told from the schema: random schemas, random data, marshmallow as the judge."""

from __future__ import annotations

import os

import pytest
from schemafuzz.fuzzing import fuzz

from flask_resty.schema import compile

#: In CI always the same ten thousand; elsewhere a few others each time. ``make fuzz`` plays a million.
IS_CI = os.environ.get("CI") == "true"
EXAMPLES = 10_000 if IS_CI else 400
SHARDS = 20 if IS_CI else 4


@pytest.mark.parametrize("shard", range(SHARDS))
def test_compiled_is_the_same_as_plain(shard):
    assert fuzz(compile, EXAMPLES // SHARDS, number=shard if IS_CI else None) > EXAMPLES // SHARDS
