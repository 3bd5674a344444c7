"""The words that papers print besides the edition's own, from `words.toml`."""

from __future__ import annotations

import tomllib
from importlib import resources

WORDS = tomllib.loads((resources.files(__package__) / "words.toml").read_text("utf-8"))
