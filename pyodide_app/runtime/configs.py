"""What a page says to PyScript, as JSON for the `config` attributes; every address works under any prefix.

`prefix` is the way from the page to the site's root: "" for a page at the root, "../" one folder down.
"""

import json

from pyodide_app.runtime.assets import PAPERS, UNUSED_PLUGINS, Runtime
from pyodide_app.runtime.own_wheels import JUDGE

PLUGINS_OFF = [f"!{name}" for name in ("error", *UNUSED_PLUGINS)]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)


def mpy_config(runtime: Runtime, prefix: str) -> str:
    """For `<mpy-script config>`. A page's program is the memory that MicroPython starts with, so there are no `files`."""
    return compact(
        {
            "interpreter": relative(prefix, runtime.micropython),
            "plugins": PLUGINS_OFF,
        }
    )


def py_page_config() -> str:
    """For the one `<py-config type="json">` of a page that has a `<py-script worker>`: turns unused parts off."""
    return compact({"plugins": PLUGINS_OFF})


def judge_config(runtime: Runtime, prefix: str, files: dict[str, str]) -> str:
    """For `<py-script worker name="judge" config>`: `files` brings the edition to a path that the worker opens."""
    return worker_config(runtime.engines["judge"], prefix, [JUDGE.name], files)


def papers_config(runtime: Runtime, prefix: str, files: dict[str, str]) -> str:
    """For the `<py-script worker name="papers" config>` that a page adds when a paper is first asked for."""
    return worker_config(runtime.engines["papers"], prefix, [PAPERS.name], files)


def worker_config(engine: str, prefix: str, packages: list[str], files: dict[str, str]) -> str:
    return compact(
        {
            "interpreter": relative(prefix, engine),
            "packages": packages,
            "packages_cache": "passthrough",
            "index_urls": [],
            "sync_main_only": True,
            "files": {relative(prefix, address): path for address, path in files.items()},
        }
    )


def relative(prefix: str, address: str) -> str:
    """PyScript takes an address that begins with a dot for relative to the page."""
    return f"./{prefix}{address}"


def compact(config: dict) -> str:
    return json.dumps(config, ensure_ascii=False, separators=(",", ":"))
