"""Builds the site: read → check → render → write.

Every problem of every step is reported in one run; if there is one, nothing is written. The same sources give the same bytes.
"""

import argparse
import gc
import sys
from pathlib import Path

try:
    from pyodide_app.problem import Problem
    from pyodide_app.site import pages, render
    from pyodide_app.site.assemble import assemble
    from pyodide_app.site.cache import prune_cache
    from pyodide_app.site.files import is_ours
    from pyodide_app.site.sources import read
except ModuleNotFoundError as missing:
    sys.exit(f"build.py: {missing.name}: the package is not installed. Run `make serve`, or .venv/bin/python build.py.")

ROOT = Path(__file__).resolve().parent


def build(folder: Path, cache: Path, out: Path) -> list[Problem]:
    """Builds the site out of `folder` (site_src) into `out`. Where there is a problem, `out` stays as it was."""
    sources, problems = read(folder, cache)
    problems += check(folder, cache, out)
    files, more = assemble(sources)
    problems += more
    if not problems:
        files.write(out)
        prune_cache(cache)
        print(sources.glyphs.report)
    return list(dict.fromkeys(problems))


def check(folder: Path, cache: Path, out: Path) -> list[Problem]:
    """What can be said before a page is rendered; what needs the pages is checked as soon as they are there."""
    problems = list(render.check_templates(folder / "templates", cache, {*render.NAMES, *pages.PAGE_NAMES}))
    if not is_ours(out):
        problems.append(Problem(str(out), out.name, "the folder holds something else than a built site", "Name an empty folder with --out"))
    return problems


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build the site, and serve it on request.")
    parser.add_argument("--out", type=Path, default=ROOT / "public", help="the folder to write (default: public)")
    parser.add_argument("--serve", action="store_true", help="serve what was built on a loopback port, as GitHub Pages would")
    parser.add_argument("--port", type=int, default=8000, help="the port to serve on; 0 for any free one (default: 8000)")
    parser.add_argument("--prefix", default="/plc-planner/", help="the path to serve under (default: /plc-planner/)")
    options = parser.parse_args(arguments)
    out = options.out.resolve()
    gc.disable()  # it would go through all that a build holds, again and again, and find nothing to free
    problems = build(ROOT / "site_src", ROOT / ".cache", out)
    gc.freeze()  # nor would it afterwards, while it serves or as it ends
    gc.enable()
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"build.py: {len(problems)} problem{'s' if len(problems) > 1 else ''}; nothing was written.", file=sys.stderr)
        return 1
    print(f"Built {out}")
    if options.serve:
        run_server(out, options.port, f"/{options.prefix.strip('/')}/".replace("//", "/"))
    return 0


def run_server(out: Path, port: int, prefix: str) -> None:
    from pyodide_app.site import serve  # loads what only a server needs

    try:
        running = serve.server(out, port, prefix)
    except OSError as error:
        sys.exit(f"build.py: port {port}: {error.strerror}. Name another one with --port.")
    print(f"Serving http://127.0.0.1:{running.server_port}{prefix} (Ctrl+C ends it)", flush=True)
    try:
        running.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        running.server_close()


if __name__ == "__main__":
    sys.exit(main())
