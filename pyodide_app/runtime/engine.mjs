// The `interpreter` of our workers: Pyodide from the places that the build names, with our own list of packages.
// It begins to start as soon as a worker has it, long before PyScript asks for it with `packages` and its output streams.
//
// It starts from an image: the memory of a Pyodide that had imported what the worker needs, made by the build (snapshot.mjs).
// Where that fails, whatever the reason, it starts the ordinary way, which takes longer and does the same. The judge's worker and the one for papers
// have an image each, and so this file each, which differ in `PLACES` alone.
//
// A package's native library is a file of its own, not part of the wheel: the browser compiles it while it arrives and
// keeps the compiled code for the next visit. Unpacked from a wheel, Typst alone would be compiled for seconds each time.
// `fetch` is not asked to check the library's hash: browsers do not keep the compiled code of a file that it checked. The
// service worker checks it before it keeps the file.
//
// The machine and the libraries come in two parts: the first has the functions that a first verdict takes, or a library that the judge does not have
// for papers, as the build saw (split.mjs). The rest comes when the page asks for it (`bringRest`), before any other package, or at once when a
// function is called that is not there. What is known to be needed (`ahead`) comes with the image.
//
// A worker that is a file has no content security policy from its page's <meta>, and GitHub Pages sends no header: what the
// policy refuses on the page is taken away here, before any Python runs. `fetch` stays, for this origin alone, redirects
// included. What this cannot take away is `import()` of an address; see docs/decisions/0006-a-strict-policy.md.
import { Filled, giveMachine, loadLibrary, part, startFrom } from "@MEMORY@";

const PLACES = "@PLACES@";

const WAYS_OUT = ["XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "FontFace"];
const NEW_SCOPES = ["Worker", "SharedWorker", "importScripts"];

const at = (place) => new URL(place, import.meta.url).href;

const fetchAnywhere = globalThis.fetch;
// What Pyodide asks for although it is given it, and the archive of nothing that it gets in the place of the standard library, which comes with packages.
const unwanted = at(`${PLACES.folder}pyodide.asm.wasm`);
const nothing = at("nothing.zip");
const EMPTY_ARCHIVE = Uint8Array.of(80, 75, 5, 6, ...Array(18).fill(0));
const sameOrigin = (target, options) => fetchAnywhere(target, { ...options, mode: "same-origin" });
const answers = new Map(); // by the address that will be asked for
const fetchHere = async (target, options) => {
  const address = String(target);
  if (address === unwanted) return new Response();
  if (address === nothing) return new Response(EMPTY_ARCHIVE);
  const begun = answers.get(address);
  answers.delete(address);
  return begun ?? ((address.startsWith(at("./")) && await onThisComputer(address)) || sameOrigin(target, options));
};

// A file that is named by its hash, if it is on this computer: out of the cache it takes a third of the time that the service worker takes to answer.
function onThisComputer(address) {
  return self.caches?.match(address).catch(() => undefined);
}

const RequestAtOnce = globalThis.XMLHttpRequest; // the only one that answers at once

// What a worker can do stands on its prototypes.
for (let scope = globalThis; scope; scope = Object.getPrototypeOf(scope)) {
  for (const name of [...WAYS_OUT, ...NEW_SCOPES]) delete scope[name];
  if (Object.hasOwn(scope, "fetch")) Object.defineProperty(scope, "fetch", { value: fetchHere, writable: false });
}

// Both modules at once: Pyodide itself asks for the second only after the first.
const modules = Promise.all([import(at(PLACES.loader)), import(at(PLACES.module))]);

const compiling = new Map(); // libraries, by their places
let standardLibrary = null;

if (self.begun) fetchAhead(self.begun.edition); // PyScript asks for it when all else is there

let parts = []; // of modules whose rest is not there yet

const started = startFromImage().catch((problem) => {
  console.warn(`starting without the image: ${problem.message}`);
  parts = [];
  return startWithoutImage();
});

export const version = PLACES.version;

export async function loadPyodide({ packages = [], stdout, stderr }) {
  const pyodide = await started;
  pyodide.setStdout({ batched: stdout });
  pyodide.setStderr({ batched: stderr });
  await load(pyodide, packages);
  await bringRest(PLACES.ahead);
  pyodide.bringRest = () => {
    bringRest().catch(() => undefined); // where it cannot come now, it does when it is needed
  };
  return pyodide;
}

function fetchAhead(address) {
  const answer = sameOrigin(address);
  answer.catch(() => undefined); // said where it is waited for
  answers.set(address, answer);
}

async function start(options) {
  const [loader, { default: createPyodideModule }] = await modules;
  return loader.loadPyodide({
    createPyodideModule,
    env: { PYTHONHASHSEED: "0" },
    indexURL: at(PLACES.folder),
    lockFileContents: PLACES.lock,
    packageBaseUrl: at(PLACES.wheels),
    ...options,
  });
}

async function startFromImage() {
  const { functions, packages, ...facts } = PLACES.image;
  const isFirst = self.begun?.isFirst;
  const image = {
    machine: compiled(PLACES.machine),
    memory: memoryOf(PLACES.image),
    functions: fetched(functions).then((buffer) => new Uint16Array(buffer)),
    libraries: Promise.all(librariesOf(packages).map(compiled)),
  };
  for (const place of PLACES.ahead) compilation({ place });
  for (const begun of Object.values(image)) begun.catch(() => undefined); // said where it is waited for
  if (isFirst) {
    postMessage({ memory: false });
    Promise.allSettled([modules, image.machine, image.libraries]).then(() => postMessage({ memory: true }));
  }
  const [, { default: createModule }] = await modules;
  const pyodide = await startFrom(image, facts, createModule, (options) => start({ stdLibURL: nothing, ...options }), keepPart);
  for (const name of packages) pyodide.loadedPackages[name] = "image";
  bringStandardLibraryWithPackages(pyodide);
  return pyodide;
}

// All that Pyodide has, as it would start by itself.
function startWithoutImage() {
  return start({
    stdLibURL: at(PLACES.standardLibrary),
    createPyodideModule: async (settings) => {
      const [, { default: createModule }] = await modules;
      const withMachine = giveMachine(settings, compiled(PLACES.machine), keepPart, () => bringRest().then(() => undefined));
      const [emscripten] = await Promise.all([createModule(settings), withMachine]);
      return emscripten;
    },
  });
}

function keepPart(instance, imports, { rest }) {
  const kept = part(instance, imports, () => attach(kept, new WebAssembly.Module(fetchedAtOnce(rest))));
  if (kept) parts.push({ ...kept, rest });
}

/** The rest of the machine and of the libraries, or of those whose rest stands at these places. */
async function bringRest(places = parts.map(({ rest }) => rest)) {
  const missing = parts.filter(({ rest, loaded }) => places.includes(rest) && !loaded.value);
  await Promise.all(missing.map(async (kept) => attach(kept, (await compilation({ place: kept.rest })).module)));
}

function attach({ loaded, imports }, module) {
  if (loaded.value) return;
  new WebAssembly.Instance(module, imports);
  loaded.value = 1;
}

function fetchedAtOnce(place) {
  const request = new RequestAtOnce();
  request.open("GET", at(place), false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${place}: ${request.status}`);
  return request.response;
}

// What the image needs is in it; the library is for packages that come later.
function bringStandardLibraryWithPackages(pyodide) {
  const [major, minor] = pyodide._api.pyVersionTuple;
  const { loadPackage } = pyodide;
  let isThere = false;
  pyodide.loadPackage = async (...wanted) => {
    const [content] = await Promise.all([isThere || bringStandardLibrary(), bringRest()]);
    if (!isThere) pyodide.FS.writeFile(`/lib/python${major}${minor}.zip`, new Uint8Array(content));
    isThere = true;
    standardLibrary = null;
    return loadPackage(...wanted);
  };
}

function bringStandardLibrary() {
  standardLibrary ??= fetched(PLACES.standardLibrary).catch((problem) => {
    standardLibrary = null; // no network: tried again with the next package
    throw problem;
  });
  return standardLibrary;
}

function librariesOf(names) {
  return names.flatMap((name) => PLACES.libraries[name] ?? []);
}

function compilation(library) {
  const { place } = library;
  if (!compiling.has(place)) {
    const module = compiled(library);
    module.catch(() => compiling.delete(place)); // no network: tried again when it is asked for next
    compiling.set(place, module);
  }
  return compiling.get(place);
}

async function load(pyodide, names) {
  const needed = [...withNeeds(names)];
  const missing = needed.filter((name) => !(name in pyodide.loadedPackages));
  if (!missing.length) return;
  const libraries = librariesOf(missing).map(compilation);
  for (const library of libraries) library.catch(() => undefined); // said where it is waited for
  await bringRest();
  await pyodide.loadPackage(missing);
  // Pyodide only logs a package that could not be loaded; without it nothing here can work, so the start fails by name.
  const absent = missing.filter((name) => !(name in pyodide.loadedPackages));
  if (absent.length) throw new Error(`not loaded, or other bytes than the build listed: ${absent.join(", ")}`);
  for (const library of await Promise.all(libraries)) link(pyodide._module, library);
  await bringRest();
}

async function compiled({ path, place, rest }) {
  return { path, rest, module: await WebAssembly.compileStreaming(sameOrigin(at(place))) }; // of the service worker's answer a browser keeps the code
}

async function fetched(place) {
  const response = await fetch(at(place));
  if (!response.ok) throw new Error(`${place}: ${response.status}`);
  return response.arrayBuffer();
}

// On a first visit the page's head has it (early.js). Later it is the service worker's, which checks what it keeps; reading 16 MB once
// more would take each start some time.
async function memoryOf({ memory, size, sum }) {
  const begun = self.begun ?? {};
  delete self.begun; // it is large
  const found = begun.isFirst ? undefined : await onThisComputer(at(memory));
  if (found) return found.arrayBuffer();
  const content = (begun.isFirst && await handed(begun, size)) || new Filled(size).add(new Uint8Array(await fetched(memory)));
  if (content.sum !== sum) throw new Error(`${memory}: other bytes than the build listed`);
  return content.bytes.buffer;
}

// What the page hands over, piece by piece; null if it cannot. Its last piece is the last because nothing is missing then: that there is none
// after it the page may learn much later.
async function handed(begun, size) {
  const content = new Filled(size);
  while (content.at < size) {
    if (!begun.pieces.length) await new Promise((resolve) => { begun.more = resolve; });
    const piece = begun.pieces.shift();
    if (piece === false) return null;
    if (piece === null) break;
    if (piece) content.add(piece);
  }
  return content;
}

function withNeeds(names, found = new Set()) {
  for (const name of names) {
    if (!found.has(name)) {
      found.add(name);
      withNeeds(PLACES.lock.packages[name].depends, found);
    }
  }
  return found;
}

// The empty file is for Python's import, which looks for one.
function link(emscripten, library) {
  emscripten.FS.writeFile(library.path, new Uint8Array(0));
  loadLibrary(emscripten, library, keepPart);
}
