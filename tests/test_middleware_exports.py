"""What ``flask_resty.middleware`` offers, and what it brings along."""

import subprocess
import sys

from flask_resty import middleware


def test_the_names():
    names = {
        name
        for name, value in vars(middleware).items()
        if not name.startswith("_") and value is not sys.modules.get(f"{middleware.__name__}.{name}")
    }
    assert names == {"CORS", "Throttle", "address", "principal", "throttle"}


def test_flask_limiter_is_loaded_by_whoever_throttles():
    code = "import sys, flask_resty.middleware; sys.exit('limits' in sys.modules or 'flask_limiter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
