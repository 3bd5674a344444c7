// Runs Pyodide under Node.js and in it compile_sources.py: byte code must come from the browser's own CPython.
// usage: node compile.mjs <pyodide package folder> <jobs.json> <compile_sources.py>
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodideFolder, jobs, script] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`).href);
const pyodide = await loadPyodide({ env: { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" } });
pyodide.FS.mkdirTree("/host");
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: dirname(jobs) }, "/host");
pyodide.runPython(readFileSync(script, "utf8"));
