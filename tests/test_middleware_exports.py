"""What ``flask_resty.middleware`` brings along, and when."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from flask_resty import middleware


def test_what_is_told_to_type_checkers_is_what_can_be_had():
    told = re.findall(r"^    from \.[\w.]+ import (\w+) as \1$", Path(middleware.__file__).read_text(), re.MULTILINE)
    assert sorted(told) == sorted(middleware._LATER)
    assert all(callable(getattr(middleware, name)) for name in told)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Cors'"):
        middleware.Cors  # noqa: B018


@pytest.mark.parametrize("name", ["limits", "flask_limiter", "flask_resty.middleware.cache", "flask_resty.middleware.links"])
def test_what_is_not_used_is_not_loaded(name):
    code = f"import sys, flask_resty.middleware; sys.exit({name!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
