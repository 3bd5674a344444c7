// What making a memory image (snapshot.mjs, under Node.js) and starting from one (engine.mjs, in the browser) must do alike.
//
// An image holds addresses: of data, and of functions by their place in WebAssembly's function table. Both must come out the
// same in every engine. So the native libraries are loaded before the runtime starts, in the same order; the function table is
// first filled up to a fixed length, because engines differ by a slot or two before; and the places that Emscripten gave to the
// main module's functions are recorded with the image and imposed, because JavaScriptCore would give others.
//
// All this leans on names inside Pyodide and Emscripten that nobody promises to keep: their version is pinned, the build
// fails where they are gone, and the browser then starts the ordinary way.
//
// The modules are split (split.mjs): what their second parts need of the first has names that begin with `OWN`, which Emscripten never sees.

const TABLE_BASE = 14208;
const SPARE_PLACES = 16;
const NO_PLACE = 65535;

const functionsOf = (instance) => Object.keys(instance.exports).filter((name) => typeof instance.exports[name] === "function");

/**
 * A Pyodide whose memory is that of an image. `image` has promises of what was fetched: `machine` and `libraries` (`{module, path}`), `functions`
 * and `memory`; `facts` are what the maker wrote. `start(options)` starts Pyodide, `keep(instance, imports, module's description)` is told of each
 * instance.
 */
export async function startFrom(image, { bases, used, handles }, createModule, start, keep) {
  let before;
  const pyodide = await start({
    _loadSnapshot: new Uint8Array(64), // says that there is one; the real one is put in when the memory is there
    createPyodideModule: async (settings) => {
      const functions = await image.functions;
      const withMachine = giveMachine(settings, image.machine, keep, (imports, instance) => {
        imposePlaces(imports, instance, functions);
        return hideFunctions(instance.exports.__indirect_function_table);
      });
      const withLibraries = new Promise((resolve, reject) => {
        settings.preRun.push((emscripten) => {
          emscripten.addRunDependency("libraries");
          image.libraries
            .then((found) => {
              loadLibraries(emscripten, found.map(filled), keep, bases);
              before = remember(emscripten, used);
              emscripten.removeRunDependency("libraries");
            })
            .then(resolve, reject);
        });
      });
      const [emscripten] = await Promise.all([createModule(settings), withMachine, withLibraries]);
      const header = unpack(emscripten, await image.memory, before);
      const restore = emscripten.API.restoreSnapshot;
      emscripten.API.restoreSnapshot = () => restore(header);
      return emscripten;
    },
  });
  const { LDSO } = pyodide._module;
  for (const [path, numbers] of Object.entries(handles)) {
    for (const number of numbers) LDSO.loadedLibsByHandle[number] = LDSO.loadedLibsByName[path];
  }
  pyodide.runPython("import random\nrandom.seed()");
  return pyodide;
}

/**
 * Pyodide would fetch the machine itself, whole; it is given it (a promise of `{module}`). Without the two helpers that it adds, in the form that
 * it has for old engines. `keep` is told of the instance, `before` as well before Emscripten knows of it; what that answers is done once Emscripten does.
 */
export function giveMachine(settings, machine, keep, before) {
  settings.giveAddresses = giveAddresses;
  return new Promise((resolve, reject) => {
    settings.instantiateWasm = (imports, done) => {
      const mark = Symbol("error marker");
      imports.env.Jsv_GetError_import = () => mark;
      imports.env.JsvError_Check = (value) => value === mark;
      machine
        .then(async (found) => {
          const instance = await WebAssembly.instantiate(found.module, imports);
          keep(instance, imports, found);
          const known = visible(instance);
          const after = await before(imports, known);
          done(known, found.module);
          after?.();
        })
        .then(resolve, reject);
      return {};
    };
  });
}

/**
 * Puts the JavaScript functions whose addresses C wants into the table: `wanted` are the variables for addresses by their names, -1 while there is
 * none, `known` everything by its name. Emscripten, which this is asked by (glue.mjs), would make a module and an instance for each of the 230
 * functions, having found out by an error that JavaScript cannot stand in a table.
 */
function giveAddresses(wanted, known, table) {
  const names = Object.keys(wanted).filter((name) => wanted[name].value === -1 && known[name]?.sig);
  const functions = names.map((name) => known[name]);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(passingOn(functions.map(({ sig }) => sig))), { f: functions });
  const first = table.grow(names.length);
  names.forEach((name, index) => {
    table.set(first + index, exports[index]);
    wanted[name].value = first + index;
  });
}

/** The place in the function table of each function that the main module exports. */
export function recordPlaces(imports, instance) {
  const table = imports["GOT.func"];
  return Uint16Array.from(functionsOf(instance), (name) => (table[name].value < 0 ? NO_PLACE : table[name].value));
}

function imposePlaces(imports, { exports }, places) {
  const wanted = imports["GOT.func"];
  const table = exports.__indirect_function_table;
  const before = table.length;
  const filled = new Set();
  table.grow(places.reduce((most, place) => (place === NO_PLACE ? most : Math.max(most, place + 1)), before) - before);
  let count = 0;
  for (const name in exports) {
    if (typeof exports[name] !== "function") continue;
    const place = places[count++];
    if (place === NO_PLACE) continue;
    if (place >= before && !filled.has(place)) {
      table.set(place, exports[name]);
      filled.add(place);
    }
    wanted[name].value = place;
  }
  if (count !== places.length) throw new Error(`${count} exported functions, ${places.length} in the image`);
}

/**
 * Lets Emscripten take the table for empty until the function that this answers is called. Before it puts its first JavaScript function there it
 * looks at all that is in the table, so that none stands there twice: 14,000 functions that it then holds on to. Those that anybody asks for by
 * name have their places already (`imposePlaces`).
 */
function hideFunctions(table) {
  Object.defineProperty(table, "length", { value: 0, configurable: true });
  return () => delete table.length;
}

/**
 * Loads native libraries, see `loadLibrary`, and answers where each one's functions begin in the table: at `bases`, where these are known. Before each
 * there is room for what engines put there differently.
 */
export function loadLibraries(emscripten, libraries, made, bases = []) {
  const { wasmTable } = emscripten;
  return libraries.map((library, number) => {
    const base = bases[number] ?? Math.max(TABLE_BASE, wasmTable.length + SPARE_PLACES);
    const room = base - wasmTable.length;
    if (room < 0) throw new Error(`the function table has ${wasmTable.length} places already, and ${library.path} stands at ${base} in the image`);
    wasmTable.grow(room);
    emscripten.growMemory(emscripten.HEAPU8.length + dataSize(library.module));
    loadLibrary(emscripten, library, made);
    return base;
  });
}

// Bytes of memory that a library's data takes: the first number that the compiler wrote down for whoever loads it.
function dataSize(module) {
  const bytes = new Uint8Array(WebAssembly.Module.customSections(module, "dylink.0")[0]);
  let size = 0;
  for (let at = 2, unit = 1; ; at += 1, unit *= 128) {
    size += (bytes[at] & 127) * unit;
    if (bytes[at] < 128) return size;
  }
}

/**
 * Does what Emscripten's dlopen would do with the file of a library (`{path, module}`). `made(instance, imports, library)` is told of its
 * instance. Where the library's data comes from an image (`isFilled`), it is not told to write its addresses there: for Typst this is a function of 1.9 MB.
 */
export function loadLibrary(emscripten, library, made) {
  const { path, module } = library;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (of, imports) {
    const [names] = WebAssembly.Module.customSections(of, NAMES);
    const known = names ? withOwnNames(imports, new WebAssembly.Module(names), Instance) : imports;
    const instance = new Instance(of, known);
    if (of === library.module) made(instance, known, library);
    const seen = visible(instance);
    if (library.isFilled) delete seen.exports[WRITES_ADDRESSES];
    return seen;
  };
  try {
    const known = emscripten.newDSO(path, undefined, "loading");
    known.refcount = Infinity;
    known.global = false;
    known.exports = emscripten.loadWebAssemblyModule(module, { allowUndefined: false, nodelete: true }, path, {});
    emscripten.LDSO.loadedLibsByName[path] = known;
  } finally {
    WebAssembly.Instance = Instance;
  }
}

const filled = (library) => ({ ...library, isFilled: true });

// The imports of a library that was linked at build (linked.mjs), with the globals that its small module makes.
function withOwnNames(imports, module, Instance) {
  const { __memory_base: data, __table_base: table } = imports.env;
  const { exports } = new Instance(module, { base: { data, table } });
  const others = imports["GOT.func"]; // gives out data as well
  const found = new Proxy(exports, { get: (_, name) => exports[name] ?? others[name] });
  return { ...imports, "GOT.mem": found, "GOT.func": found };
}

/** The section of a library that holds this module. */
export const NAMES = "plc-names";

/** What a library exports to have its data filled with addresses, which depend on where it lies. */
export const WRITES_ADDRESSES = "__wasm_apply_data_relocs";

export const OWN = "~";
export const COLD = `${OWN}cold`;
export const LOADED = `${OWN}loaded`;

const isOwn = (name) => name[0] === OWN;

/** The instance as Emscripten would know it if its module were whole. */
export function visible(instance) {
  const { exports } = instance;
  const known = {};
  for (const name in exports) if (!isOwn(name)) known[name] = exports[name]; // of 8,500 names, so no lists of them are made
  return { exports: known };
}

/** What the rest of an instance's module needs of it; null where the module is whole. `bring` is called when a function is called that is not there. */
export function part(instance, imports, bring) {
  const { exports } = instance;
  if (!exports[COLD]) return null;
  const own = {};
  for (const name in exports) if (isOwn(name)) own[name] = exports[name];
  own[COLD].set(0, new WebAssembly.Instance(new WebAssembly.Module(passingOn(["v"])), { f: [bring] }).exports[0]);
  return { loaded: own[LOADED], imports: { ...imports, [OWN]: own } };
}

/**
 * A module that exports the functions that it imports, which then can stand in a table: `f.0` as `0` and so on. A signature has a letter for the
 * result and one for each parameter, as Emscripten writes them.
 */
function passingOn(signatures) {
  const types = [...new Set(signatures)];
  const values = (letters) => counted(Array.from(letters, (letter) => [VALUE_TYPES[letter]]));
  const text = (words) => counted(Array.from(words, (letter) => [letter.charCodeAt(0)]));
  const numbered = (number, entries) => {
    const content = counted(entries);
    return [number, ...short(content.length), ...content];
  };
  return Uint8Array.of(
    0, 97, 115, 109, 1, 0, 0, 0,
    ...numbered(1, types.map(([result, ...parameters]) => [96, ...values(parameters), ...values(result.replace("v", ""))])),
    ...numbered(2, signatures.map((signature, index) => [...text("f"), ...text(String(index)), 0, ...short(types.indexOf(signature))])),
    ...numbered(7, signatures.map((_, index) => [...text(String(index)), 0, ...short(index)])),
  );
}

const VALUE_TYPES = { i: 127, p: 127, j: 126, f: 125, d: 124, e: 111 };

// How WebAssembly writes several entries, and a number below 16,384.
const counted = (entries) => [...short(entries.length), ...entries.flat()];
const short = (number) => (number < 128 ? [number] : [(number & 127) | 128, number >>> 7]);

/** The pages (numbers) of the heap that differ, `before` being all zeros where it ends. */
export function changedPages(heap, before) {
  const pages = [];
  for (let at = 0; at < heap.length; at += PAGE) {
    const page = heap.subarray(at, at + PAGE);
    const had = before.subarray(at, at + PAGE);
    if (page.some((byte, index) => byte !== (had[index] ?? 0))) pages.push(at / PAGE);
  }
  return pages;
}

/**
 * The snapshot without what every start has by itself: its header, and those pages of the heap that Python changed. Where a page held
 * something before Python started, it is XORed with that, as most of both is the same, and zeros compress.
 *
 * It is the only section of a WebAssembly module that does nothing else, because hosts compress WebAssembly on the way, and the browser
 * then unpacks it beside the work of this thread.
 *
 * Answers it, the numbers of its pages, and of those that held something.
 */
export function pack(snapshot, fresh) {
  const start = heapStart(snapshot);
  const heap = snapshot.slice(start);
  const pages = changedPages(heap, fresh);
  fresh.forEach((byte, index) => {
    heap[index] ^= byte;
  });
  const header = [heap.length, start, pages.length, ...pages];
  const size = header.length * 4 + start + pages.length * PAGE;
  const { module: packed } = section(size);
  const words = new Uint32Array(packed.buffer, SECTION_HEAD.length, header.length);
  words.set(header);
  let at = SECTION_HEAD.length + header.length * 4;
  packed.set(snapshot.subarray(0, start), at);
  at += start;
  for (const page of pages) {
    packed.set(heap.subarray(page * PAGE, (page + 1) * PAGE), at);
    at += PAGE;
  }
  if (!WebAssembly.validate(packed)) throw new Error("the image is no module");
  return { packed, pages, used: pages.filter((page) => fresh.subarray(page * PAGE, (page + 1) * PAGE).some((byte) => byte !== 0)) };
}

/** A module with nothing but a section of this many bytes, and that section's content, which begins at a multiple of eight. */
export function section(size) {
  const module = new Uint8Array(SECTION_HEAD.length + size);
  const length = size + SECTION_NAME.length + 1;
  module.set(SECTION_HEAD);
  new DataView(module.buffer).setUint32(SIZE_AT, longNumber(length), false);
  module[SIZE_AT + 4] = length >>> 28;
  return { module, content: module.subarray(SECTION_HEAD.length) };
}

/**
 * Bytes that arrive one after the other, and a sum over those that are there: what was damaged on its way has another one. Beside what arrives it
 * takes 4 ms of 16 MB; a hash of all of it at the end is 10 to 40 ms that a first visit waits for. `sum` is a text.
 */
export class Filled {
  constructor(size) {
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(size / WASM_PAGE) });
    this.bytes = new Uint8Array(this.memory.buffer, 0, size);
    this.exports = new WebAssembly.Instance(new WebAssembly.Module(SUM), { m: this }).exports;
    this.at = 0;
    this.total = 0n;
  }

  get sum() {
    return String(this.total);
  }

  add(piece) {
    const from = this.at & -8;
    this.bytes.set(piece, this.at);
    this.at += piece.length;
    const to = this.at === this.bytes.length ? (this.at + 7) & -8 : this.at & -8; // behind the last byte the memory has zeros
    if (from < to) this.total = this.exports.sum(from, to, this.total);
    return this;
  }
}

// Of each eight bytes from the first address to the second, which is larger: total = that number × total + what stands there.
//   (func (export "sum") (param i32 i32 i64) (result i64)
//     (loop local.get 2, i64.const -7046029254386353131, i64.mul, local.get 0, i64.load, i64.add, local.set 2,
//       local.get 0, i32.const 8, i32.add, local.tee 0, local.get 1, i32.lt_u, br_if 0)
//     local.get 2)
const SUM = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 127, 127, 126, 1, 126, 2, 13, 1, 1, 109, 6, 109, 101, 109, 111, 114, 121, 2, 0, 1, 3, 2, 1, 0,
  7, 7, 1, 3, 115, 117, 109, 0, 0, 10, 43, 1, 41, 0,
  3, 64, 32, 2, 66, 149, 248, 169, 250, 151, 183, 222, 155, 158, 127, 126, 32, 0, 41, 3, 0, 124, 33, 2, 32, 0, 65, 8, 106, 34, 0, 32, 1, 73, 13, 0, 11, 32, 2, 11,
);
const WASM_PAGE = 65536;

/** What these pages of the heap hold, for `unpack`. */
function remember(emscripten, pages) {
  return pages.map((page) => ({ page, words: emscripten.HEAPU32.slice(page * WORDS, (page + 1) * WORDS) }));
}

/**
 * Makes the heap that of the image; answers the snapshot's header, which Pyodide wants to read. `before` is what those of its pages held that
 * held something before Python started; the maker has seen to it that no page is touched since that is not in the image.
 */
function unpack(emscripten, buffer, before) {
  const [length, start, count] = new Uint32Array(buffer, SECTION_HEAD.length, 3);
  const pages = new Uint32Array(buffer, SECTION_HEAD.length + 12, count);
  const trampoline = trampolineAddress(emscripten);
  const helper = emscripten.HEAPU32[trampoline >>> 2];
  if (emscripten.HEAPU8.length < length) emscripten.growMemory(length);
  const headerAt = SECTION_HEAD.length + 12 + count * 4;
  const heap = emscripten.HEAPU32;
  const packed = new Uint32Array(buffer, headerAt + start);
  for (let from = 0, to; from < count; from = to) { // of pages that follow each other all at once
    for (to = from + 1; to < count && pages[to] === pages[to - 1] + 1;) to += 1;
    heap.set(packed.subarray(from * WORDS, to * WORDS), pages[from] * WORDS);
  }
  for (const { page, words } of before) words.forEach((word, index) => { heap[page * WORDS + index] ^= word; });
  // CPython calls C functions by a helper that each engine makes for itself: this one's, not that of the image.
  heap[trampoline >>> 2] = helper;
  return new Uint8Array(buffer.slice(headerAt, headerAt + start));
}

export const PAGE = 4096;
const WORDS = PAGE / 4;
const SECTION_NAME = "plc-image";
const SIZE_AT = 9;
// Magic number, version, a section without meaning to the machine, its size in five bytes, the length of its name and the name; what
// follows stands at a multiple of eight.
const SECTION_HEAD = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, ...new TextEncoder().encode(SECTION_NAME));

// The first four of the five bytes of a LEB128 number.
function longNumber(number) {
  const septet = (place) => ((number >>> (7 * place)) & 127) | 128;
  return ((septet(0) << 24) | (septet(1) << 16) | (septet(2) << 8) | septet(3)) >>> 0;
}

// Where the heap begins in a snapshot as Pyodide writes it: the second word of its header.
function heapStart(snapshot) {
  return new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(4, true);
}

function trampolineAddress(emscripten) {
  return emscripten.__PyRuntime + emscripten.HEAP32[emscripten.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >>> 2];
}
