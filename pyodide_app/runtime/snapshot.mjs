// Runs Pyodide under Node.js, imports what the judge needs, and writes the memory as an image that a browser starts from.
// usage: node snapshot.mjs <job.json>, with
//   {"pyodide": folder, "standardLibrary": file, "wheels": [files], "libraries": [{"path", "file"}],
//    "editions": [files], "program": file, "target": folder}
// Writes into the target folder memory.wasm, functions.bin (see memory.mjs) and image.json.
import crypto from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { changedPages, loadLibraries, pack, recordPlaces } from "./memory.mjs";

// Node.js would print the line that threw, which is the whole of Emscripten's script.
process.setUncaughtExceptionCaptureCallback((problem) => {
  console.error(problem.message);
  process.exitCode = 1;
});

// The same sources give the same image: no clock and no chance while it is made. What a browser restores draws its own seeds.
Date.now = () => 0;
performance.now = () => 0;
crypto.randomFillSync = (buffer) => buffer.fill(0);

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const load = (name) => import(pathToFileURL(`${job.pyodide}/${name}`).href);
const [{ loadPyodide }, { default: createModule }] = await Promise.all([load("pyodide.mjs"), load("pyodide.asm.mjs")]);

const libraries = job.libraries.map(({ path, file }) => ({ path, module: new Uint8Array(readFileSync(file)) }));
let bases;
let fresh;
let places;
let emscripten;
let touched; // pages that change between the libraries and Python's start: a browser has them changed as well when it takes the image
let mayGrow = true;

const pyodide = await loadPyodide({
  _makeSnapshot: true,
  env: { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" },
  stdLibURL: job.standardLibrary,
  lockFileContents: { info: job.info, packages: {} },
  packageBaseUrl: "./",
  createPyodideModule: async (settings) => {
    const instantiate = settings.instantiateWasm;
    settings.instantiateWasm = (imports, done) => {
      const grow = imports.env.emscripten_resize_heap;
      imports.env.emscripten_resize_heap = (bytes) => (mayGrow ? grow(bytes) : 0);
      return instantiate(imports, (instance, module) => {
        done(instance, module);
        places = recordPlaces(imports, instance);
      });
    };
    settings.preRun.push((module) => {
      emscripten = module;
      bases = loadLibraries(module, libraries);
      fresh = module.HEAPU8.slice();
    });
    const made = await createModule(settings);
    touched = changedPages(made.HEAPU8, fresh);
    return made;
  },
});

for (const wheel of job.wheels) {
  pyodide.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel", { extractDir: pyodide._api.sitePackages });
}
for (const { path } of libraries) pyodide.FS.writeFile(path, new Uint8Array(0));
pyodide.FS.mkdirTree("/editions");
job.editions.forEach((file, number) => pyodide.FS.writeFile(`/editions/${number}.json`, readFileSync(file)));
pyodide.runPython(readFileSync(job.program, "utf8"));

emptyFreeMemory();
const handles = {};
for (const [handle, { name }] of Object.entries(emscripten.LDSO.loadedLibsByHandle)) {
  if (Number(handle) !== 0) (handles[name] ??= []).push(Number(handle));
}
const { packed, pages, used } = pack(pyodide.makeMemorySnapshot(), fresh);
const lost = touched.filter((page) => !pages.includes(page));
if (lost.length) throw new Error(`pages ${lost} change before Python starts, and are not in the image`);
writeFileSync(`${job.target}/memory.wasm`, packed);
writeFileSync(`${job.target}/functions.bin`, new Uint8Array(places.buffer));
writeFileSync(`${job.target}/image.json`, JSON.stringify({ bases, handles, used }));

// What Python once used and gave back would fill the image with what nobody reads.
function emptyFreeMemory() {
  mayGrow = false;
  const taken = [];
  for (let size = 1 << 20; size >= 64; size >>= 1) {
    for (let place = emscripten._malloc(size); place; place = emscripten._malloc(size)) {
      emscripten.HEAPU8.fill(0, place, place + size);
      taken.push(place);
    }
  }
  for (const place of taken) emscripten._free(place);
}
