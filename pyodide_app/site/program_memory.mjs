// Runs MicroPython under Node.js, imports a page's program, and writes its memory as the file that the page starts from (runtime/page_memory.mjs).
// usage: node program_memory.mjs <job.json>, with {"micropython": module, "modules": {path: file}, "start": name, "words": file, "target": file}
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { changedPages, section } from "../runtime/memory.mjs";

// A problem is said without the line that threw, which is the whole of Emscripten's script.
process.setUncaughtExceptionCaptureCallback((problem) => {
  console.error(problem.message);
  process.exitCode = 1;
});

const PAGE = 4096;
// Bytes that are allocated between two collections of garbage, of a heap of 4 MB (page_memory.mjs). MicroPython's own 16 kB would have it collect
// several times for each key that somebody presses: 6 ms of the 14 that a key then took on the page, 20 of 48 with 190 findings.
const BETWEEN_COLLECTIONS = 2 << 20;
const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
process.argv.length = 1; // MicroPython's module would take the rest for a program to run
process.env = {};
Date.now = () => 0;
performance.now = () => 0;

const { loadMicroPython } = await import(pathToFileURL(job.micropython).href);
const started = await loadMicroPython({ url: job.micropython.replace(/\.mjs$/, ".wasm"), linebuffer: false, stdout() {}, stderr() {} });
const heap = () => new Uint8Array(started._module.memory.buffer);
const fresh = heap().slice();

for (const [path, file] of Object.entries(job.modules)) {
  path.split("/").slice(0, -1).reduce((above, name) => {
    const folder = `${above}${name}/`;
    if (!started.FS.analyzePath(folder).exists) started.FS.mkdir(folder);
    return folder;
  }, "/");
  started.FS.writeFile(`/${path}`, readFileSync(file));
}
started.FS.writeFile("/words.json", readFileSync(job.words));
const names = Object.keys(job.modules).map((path) => path.replace(/\.mpy$/, "").replace(/\/__init__$/, "").replaceAll("/", "."));
const host = job.start.replace(/\w+$/, "host"); // the module that every other has the words from
started.runPython(`
import gc, sys
sys.path.insert(0, "/")
${names.map((name) => `import ${name}`).join("\n")}
${names.includes(host) ? `import json
with open("/words.json") as words:
    ${host}.texts = json.load(words)
` : ""}sys.path.pop(0)
from ${job.start} import begin
gc.threshold(${BETWEEN_COLLECTIONS})
gc.collect()
`);
if (globalThis.proxy_js_ref.length > 2) throw new Error("a module keeps what JavaScript gave it while it was imported; no browser would have that");
const pages = changedPages(heap(), fresh);
const file = section(PAGE * pages.length + 4 * (pages.length + 1));
pages.forEach((page, index) => file.content.set(heap().subarray(page * PAGE, (page + 1) * PAGE), index * PAGE));
new Uint32Array(file.content.buffer, file.content.byteOffset + PAGE * pages.length).set([...pages, pages.length]);
writeFileSync(job.target, file.module);
