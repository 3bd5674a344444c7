"""The browser's runtime, pinned: what is fetched from npm and PyPI, and how it becomes the files below `runtime/`.

Belongs here: the pins (`package-lock.json`, `wheels.txt`), their fetch into `.cache/runtime`, byte code, patches, the
list of packages, the configurations of a page's scripts. Does not: pages, the service worker's list, anything that a
browser imports (this package is not in its wheels).

    build_runtime(Path(".cache")) -> Runtime      assets.py: files, tiers, names (quick where nothing changed)
    mpy_config, judge_config, papers_config, py_page_config, POLICY      configs.py

A page is written so (`prefix` is the way to the root, `../../` for /107/apply/; JSON is escaped for the attribute):

    <meta http-equiv="Content-Security-Policy" content="{POLICY}">
    <link rel="preload" as="fetch" crossorigin id="page-memory" href="{prefix}{the page's program, see site/program.py}">
    <link rel="modulepreload" href="{prefix}{runtime.pyscript}">
    <link rel="modulepreload" href="{prefix}{runtime.micropython}">
    <link rel="preload" as="fetch" crossorigin href="{prefix}{the same with .wasm}">
    <script type="module" src="{prefix}{runtime.pyscript}"></script>
    …
    <py-config type="json">{py_page_config()}</py-config>
    <py-script worker name="judge" src="{prefix}{runtime.entries['judge']}" config="{judge_config(…)}"></py-script>
    <mpy-script config="{mpy_config(…)}">begin()</mpy-script>

and its style sheet hides `py-config, py-script, mpy-script`. No other `<py-config>` or `<mpy-script config>` may differ:
PyScript takes one configuration for all scripts of a kind on the page.

In MicroPython `judge = await workers["judge"]`, then `await judge.judge(text)` for each name of the worker module's
`__export__`. What travels: strings both ways as `str`; bytes into the worker as a `Uint8Array` (there a JsProxy, read
with `.to_bytes()`; 5 MB take about 30 ms); bytes out as `pyodide.ffi.to_js(data)` (here a JsProxy of a `Uint8Array`, to
be handed on to `Blob` or a file as it is). An exception in the worker is raised in the page, with its traceback as text.

The second worker starts when the page adds another `<py-script>` with the attributes `worker`, `name="papers"`, `src`
and `config`; then `await workers["papers"]` as above. It is an element, not PyScript's `create_named_worker`, because
that makes a `<script>`, whose attributes would have to be those of HTML's.

A package that only some visits need is loaded in the running worker: `await pyodide_js.loadPackage("pypdf")`.

What stays on the origin, and how: both interpreters and all packages have addresses here (where one is missing PyScript
would ask a CDN), the list of packages names ours alone with their hashes, and the policy refuses every other address.
A worker is a file of its own and so has no policy from the page's `<meta>`: `engine.mjs` takes away what the policy would
refuse, and the service worker refuses the rest.
"""
