// The `interpreter` of our workers: Pyodide from the places that the build names, with our own list of packages.
// PyScript hands `packages` and its output streams on to `loadPyodide`.
//
// A package's native library is a file of its own, not part of the wheel: the browser compiles it while it arrives and
// keeps the compiled code for the next visit. Unpacked from a wheel, Typst alone would be compiled for seconds each time.
// `fetch` is not asked to check the library's hash: browsers do not keep the compiled code of a file that it checked. The
// service worker checks it before it keeps the file.
//
// A worker that is a file has no content security policy from its page's <meta>, and GitHub Pages sends no header: what the
// policy refuses on the page is taken away here, before any Python runs. `fetch` stays, for this origin alone, redirects
// included. What this cannot take away is `import()` of an address; see docs/decisions/0006-a-strict-policy.md.
const PLACES = "@PLACES@";

const WAYS_OUT = ["XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "FontFace"];
const NEW_SCOPES = ["Worker", "SharedWorker", "importScripts"];

const fetchAnywhere = globalThis.fetch;
const fetchHere = (target, options) => fetchAnywhere(target, { ...options, mode: "same-origin" });

// What a worker can do stands on its prototypes.
for (let scope = globalThis; scope; scope = Object.getPrototypeOf(scope)) {
  for (const name of [...WAYS_OUT, ...NEW_SCOPES]) delete scope[name];
  if (Object.hasOwn(scope, "fetch")) Object.defineProperty(scope, "fetch", { value: fetchHere, writable: false });
}

const at = (place) => new URL(place, import.meta.url).href;

// Both modules at once: Pyodide itself asks for the second only after the first.
const modules = Promise.all([import(at(PLACES.loader)), import(at(PLACES.module))]);

export const version = PLACES.version;

export async function loadPyodide(options) {
  const needed = [...withNeeds(options.packages ?? [])];
  const compiled = needed
    .flatMap((name) => PLACES.libraries[name] ?? [])
    .map(async ({ path, place }) => ({
      path,
      module: await WebAssembly.compileStreaming(fetch(at(place))),
    }));
  const [loader, module] = await modules;
  const pyodide = await loader.loadPyodide({
    ...options,
    createPyodideModule: module.default,
    indexURL: at(PLACES.folder),
    stdLibURL: at(PLACES.standardLibrary),
    lockFileContents: PLACES.lock,
    packageBaseUrl: at(PLACES.wheels),
  });
  // Pyodide only logs a package that could not be loaded; without it nothing here can work, so the start fails by name.
  const absent = needed.filter((name) => !(name in pyodide.loadedPackages));
  if (absent.length) throw new Error(`not loaded, or other bytes than the build listed: ${absent.join(", ")}`);
  for (const library of await Promise.all(compiled)) link(pyodide._module, library);
  return pyodide;
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

// What Emscripten's dlopen would do with the file; the empty file is for Python's import, which looks for one.
function link(emscripten, { path, module }) {
  emscripten.FS.writeFile(path, new Uint8Array(0));
  const library = emscripten.newDSO(path, undefined, "loading");
  library.refcount = Infinity;
  library.global = false;
  library.exports = emscripten.loadWebAssemblyModule(module, { nodelete: true }, path, {});
  emscripten.LDSO.loadedLibsByName[path] = library;
}
