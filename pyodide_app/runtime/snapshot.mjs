// Runs Pyodide under Node.js, imports what a worker needs, and writes the memory as an image that a browser starts from. Then it starts from it, does
// what a visit asks of that worker, if that is given, sees which functions of the machine and the libraries that takes, and splits these by what was
// recorded and what it saw (split.mjs).
// usage: node snapshot.mjs <job.json>, with
//   {"pyodide": folder, "standardLibrary": file, "wheels": [files], "libraries": [{"path", "file"}],
//    "others": [files of libraries that other workers load], "files": [{"path", "file"}: what the program and the visit find there], "program": file,
//    "visit": file or null, "recorded": file, "target": folder}
// Writes into the target folder memory.wasm, functions.bin (see memory.mjs), image.json, pyodide.asm.mjs (see trim.mjs and glue.mjs), and of each module
// <number>-first.wasm and <number>-rest.wasm, the machine being number 0; and calls.json, the numbers of the functions of each that the visit called.
import crypto from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { codecTables } from "./codecs.mjs";
import { withoutData } from "./data.mjs";
import { withoutTypefaces } from "./fonts.mjs";
import { frozenModules } from "./frozen.mjs";
import { quicker } from "./glue.mjs";
import { linked } from "./linked.mjs";
import { Filled, PAGE, changedPages, giveMachine, loadLibraries, pack, recordPlaces, startFrom } from "./memory.mjs";
import { calledOf, instrumented, split, withExports } from "./split.mjs";
import { tablesOfRest } from "./tables.mjs";
import { trimmed } from "./trim.mjs";
import { unread } from "./unread.mjs";
import { sectionsOf } from "./wasm.mjs";

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
const files = [`${job.pyodide}/pyodide.asm.wasm`, ...job.libraries.map(({ file }) => file)];
const whole = files.map((file) => new Uint8Array(readFileSync(file)));
const text = (file) => readFileSync(file, "utf8");
const users = [`${job.pyodide}/pyodide.mjs`, ...["memory.mjs", "snapshot.mjs"].map((name) => path.join(import.meta.dirname, name))];
const modules = [...files.slice(1), ...job.others].map((file) => new WebAssembly.Module(readFileSync(file)));
const { script, names } = trimmed(quicker(text(`${job.pyodide}/pyodide.asm.mjs`)), users.map(text), modules);
const glue = `${job.target}/pyodide.asm.mjs`;
writeFileSync(glue, script);
const exporting = [withExports(whole[0], names), ...whole.slice(1).map((bytes) => linked(withoutTypefaces(bytes)))];

const [{ loadPyodide }, { default: createModule }] = await Promise.all([`${job.pyodide}/pyodide.mjs`, glue].map((file) => import(pathToFileURL(file).href)));

// What of the machine's data comes with its rest. Python is started with all but the first, and from its image without all of it: who needs it would fail.
const toStart = frozenModules(sectionsOf(exporting[0]));
const codecs = codecTables(sectionsOf(exporting[0]));
const later = [...codecs, ...tablesOfRest(sectionsOf(withoutData(exporting[0], codecs)))].sort(byStart);
const laterFromImage = [...later, ...toStart].sort(byStart);
const asRun = job.visit ? instrumented : (bytes) => bytes;
const machineWithout = (addresses) => ({ module: new WebAssembly.Module(asRun(withoutData(exporting[0], addresses))) });
const machine = machineWithout(later);
const libraries = job.libraries.map(({ path }, number) => ({ path, module: new WebAssembly.Module(asRun(exporting[number + 1])) }));
const nobody = () => undefined;
const start = (options) => loadPyodide({
  env: { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" },
  lockFileContents: { info: job.info, packages: {} },
  packageBaseUrl: "./",
  ...options,
});

let bases;
let fresh;
let places;
const dataAt = [0]; // where the data of the machine and of each library begins
let emscripten;
let touched; // pages that change between the libraries and Python's start: a browser has them changed as well when it takes the image
let mayGrow = true;

const pyodide = await start({
  _makeSnapshot: true,
  stdLibURL: job.standardLibrary,
  createPyodideModule: async (settings) => {
    giveMachine(settings, Promise.resolve(machine), nobody, (imports, instance) => () => { places = recordPlaces(imports, instance); });
    const { instantiateWasm } = settings;
    settings.instantiateWasm = (imports, done) => {
      const grow = imports.env.emscripten_resize_heap;
      imports.env.emscripten_resize_heap = (bytes) => (mayGrow ? grow(bytes) : 0);
      return instantiateWasm(imports, done);
    };
    settings.preRun.push((module) => {
      emscripten = module;
      bases = loadLibraries(module, libraries, (_, { env }) => dataAt.push(env.__memory_base.value));
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
layFiles(pyodide);
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
writeFileSync(`${job.target}/image.json`, JSON.stringify({ bases, handles, used, size: packed.length, sum: new Filled(packed.length).add(packed).sum }));

const called = job.visit ? await visit() : files.map(() => []);
writeFileSync(`${job.target}/calls.json`, JSON.stringify(called));
const recorded = JSON.parse(readFileSync(job.recorded, "utf8")); // by the hash of a module, what browsers called besides
exporting.forEach((bytes, number) => {
  const known = recorded[crypto.createHash("sha256").update(whole[number]).digest("hex")];
  if (!known) throw new Error(`${files[number]}: no calls were recorded of this module: make record-start`);
  const wanted = [...known, ...called[number]];
  const moved = number === 0 ? laterFromImage : unread(bytes, wanted);
  if (moved.some(([start, end]) => isInImage(dataAt[number] + start, dataAt[number] + end))) {
    throw new Error(`${files[number]}: the image would lie over data that comes with the rest, if that was there first`);
  }
  const { first, rest } = split(bytes, wanted, moved);
  writeFileSync(`${job.target}/${number}-first.wasm`, first);
  writeFileSync(`${job.target}/${number}-rest.wasm`, rest);
});

// The numbers of the functions that it calls, of each module.
async function visit() {
  const nothing = path.join(path.dirname(process.argv[2]), "nothing.zip"); // as in the browser, where the standard library comes later
  writeFileSync(nothing, Buffer.from("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==", "base64"));
  const image = {
    machine: Promise.resolve(machineWithout(laterFromImage)),
    libraries: Promise.resolve(libraries),
    functions: Promise.resolve(places),
    memory: Promise.resolve(packed.buffer),
  };
  const instances = [];
  const keep = (instance) => instances.push(instance);
  const visited = await startFrom(image, { bases, used, handles }, createModule, (options) => start({ stdLibURL: nothing, ...options }), keep);
  layFiles(visited);
  for (const call of await visited.runPythonAsync(text(job.visit))) await call();
  return instances.map(({ exports }) => calledOf(exports));
}

// Whether a page of the image lies here.
function isInImage(start, end) {
  return pages.some((page) => page * PAGE < end && (page + 1) * PAGE > start);
}

function byStart([one], [other]) {
  return one - other;
}

function layFiles({ FS }) {
  for (const { path: place, file } of job.files) {
    FS.mkdirTree(path.posix.dirname(place));
    FS.writeFile(place, readFileSync(file));
  }
}

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
