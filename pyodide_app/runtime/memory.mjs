// What making a memory image (snapshot.mjs, under Node.js) and starting from one (engine.mjs, in the browser) must do alike.
//
// An image holds addresses: of data, and of functions by their place in WebAssembly's function table. Both must come out the
// same in every engine. So the native libraries are loaded before the runtime starts, in the same order; the function table is
// first filled up to a fixed length, because engines differ by a slot or two before; and the places that Emscripten gave to the
// main module's functions are recorded with the image and imposed, because JavaScriptCore would give others.
//
// All this leans on names inside Pyodide and Emscripten that nobody promises to keep: their version is pinned, the build
// fails where they are gone, and the browser then starts the ordinary way.

const TABLE_BASE = 14208;
const NO_PLACE = 65535;

// The snapshot's header, as Pyodide writes it: magic number, where the heap begins, …
const HEAP_OFFSET = 4;

const functionsOf = (instance) => Object.keys(instance.exports).filter((name) => typeof instance.exports[name] === "function");

/** The place in the function table of each function that the main module exports. */
export function recordPlaces(imports, instance) {
  const table = imports["GOT.func"];
  return Uint16Array.from(functionsOf(instance), (name) => (table[name].value < 0 ? NO_PLACE : table[name].value));
}

export function imposePlaces(imports, instance, places) {
  const names = functionsOf(instance);
  if (names.length !== places.length) throw new Error(`${names.length} exported functions, ${places.length} in the image`);
  const wanted = imports["GOT.func"];
  const table = instance.exports.__indirect_function_table;
  const before = table.length;
  const filled = new Set();
  table.grow(places.reduce((most, place) => (place === NO_PLACE ? most : Math.max(most, place + 1)), before) - before);
  names.forEach((name, index) => {
    const place = places[index];
    if (place === NO_PLACE) return;
    if (place >= before && !filled.has(place)) {
      table.set(place, instance.exports[name]);
      filled.add(place);
    }
    wanted[name].value = place;
  });
}

/** Loads native libraries (`{path, module}`) and answers where each one's functions begin in the table. */
export function loadLibraries(emscripten, libraries) {
  const room = TABLE_BASE - emscripten.wasmTable.length;
  if (room < 0) throw new Error(`the function table has ${emscripten.wasmTable.length} places already`);
  emscripten.wasmTable.grow(room);
  return libraries.map(({ path, module }) => {
    const base = emscripten.wasmTable.length;
    const library = emscripten.newDSO(path, undefined, "loading");
    library.refcount = Infinity;
    library.global = false;
    library.exports = emscripten.loadWebAssemblyModule(module, { allowUndefined: false, nodelete: true }, path, {});
    emscripten.LDSO.loadedLibsByName[path] = library;
    return base;
  });
}

/** The image's heap XOR what the heap held before Python started: most of both is the same, and zeros compress. */
export function exclusiveOr(image, fresh) {
  const start = new DataView(image.buffer, image.byteOffset).getUint32(HEAP_OFFSET, true);
  const heap = new Uint32Array(image.buffer, image.byteOffset + start, fresh.length >> 2);
  const before = new Uint32Array(fresh.buffer, fresh.byteOffset, fresh.length >> 2);
  for (let index = 0; index < before.length; index += 1) heap[index] ^= before[index];
}

/** CPython calls C functions by a helper that each engine makes for itself: its place here, put into the image. */
export function adoptTrampoline(emscripten, image) {
  const offset = emscripten.HEAP32[emscripten.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >>> 2];
  const address = emscripten.__PyRuntime + offset;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const start = view.getUint32(HEAP_OFFSET, true);
  view.setUint32(start + address, emscripten.HEAPU32[address >>> 2], true);
}
