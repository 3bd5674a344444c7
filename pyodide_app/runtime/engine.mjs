// The `interpreter` of our workers: Pyodide from the places that the build names, with our own list of packages.
// PyScript hands `packages` and its output streams on to `loadPyodide`.
const PLACES = "@PLACES@";

const at = (place) => new URL(place, import.meta.url).href;

// Both modules at once: Pyodide itself asks for the second only after the first.
const modules = Promise.all([import(at(PLACES.loader)), import(at(PLACES.module))]);

export const version = PLACES.version;

export async function loadPyodide(options) {
  const [loader, module] = await modules;
  return loader.loadPyodide({
    ...options,
    createPyodideModule: module.default,
    indexURL: at(PLACES.folder),
    stdLibURL: at(PLACES.standardLibrary),
    lockFileContents: PLACES.lock,
    packageBaseUrl: at(PLACES.wheels),
  });
}
