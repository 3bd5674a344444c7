// Links a small library with its own names and says what it then asks for, offers, and does where it is loaded.
// usage: node linked_check.mjs, with LINKED and MEMORY, the addresses of the two modules, in the environment
const { linked } = await import(process.env.LINKED);
const { loadLibrary } = await import(process.env.MEMORY);

const text = (word) => [word.length, ...new TextEncoder().encode(word)];
const length = (count) => (count < 128 ? [count] : [(count & 127) | 128, count >>> 7]);
const section = (id, ...content) => [id, ...length(content.flat(Infinity).length), ...content.flat(Infinity)];
const entry = (from, name, ...kind) => [text(from), text(name), kind];
const address = (from, name) => entry(from, name, 3, 0x7f, 1);
const body = (...code) => [code.length + 2, 0, ...code, 0x0b];
const global = (number) => body(0x23, number);

const library = (...addresses) => Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0,
  ...section(0, text("dylink.0"), 1, 4, 16, 0, 1, 0), // 16 bytes of memory, one place of the table
  ...section(1, 1, [0x60, 0, 1, 0x7f]),
  ...section(2, 4 + addresses.length, [
    entry("env", "memory", 2, 0, 1), entry("env", "__indirect_function_table", 1, 0x70, 0, 1),
    entry("env", "__memory_base", 3, 0x7f, 0), entry("env", "__table_base", 3, 0x7f, 0), ...addresses,
  ]),
  ...section(3, 5, [0, 0, 0, 0, 0]),
  ...section(6, 1, [0x7f, 0, 0x41, 8, 0x0b]), // data at 8
  ...section(7, 6, [
    [text("f"), 0, 0], [text("d"), 3, 2 + addresses.length], [text("placeOfF"), 0, 1], [text("placeOfD"), 0, 2], [text("other"), 0, 3], [text("callF"), 0, 4],
  ]),
  ...section(9, 1, [0, 0x23, 1, 0x0b, 1, 3]), // `other` at the table's base
  ...section(10, 5, [body(0x41, 42), global(2), global(3), global(4), body(0x23, 2, 0x11, 0, 0)]),
]);

const whole = library(address("GOT.func", "f"), address("GOT.mem", "d"), address("GOT.func", "elsewhere"));
const foreign = library(address("GOT.func", "a"), address("GOT.mem", "b"), address("GOT.func", "c"));

const BASES = { memory: 1024, table: 5 };
const memory = new WebAssembly.Memory({ initial: 1 });
const table = new WebAssembly.Table({ element: "anyfunc", initial: 20 });
const asked = [];
const elsewhere = new Proxy({}, {
  get: (_, name) => {
    asked.push(name);
    return new WebAssembly.Global({ value: "i32", mutable: true }, 77);
  },
});
const emscripten = {
  LDSO: { loadedLibsByName: {} },
  newDSO: () => ({}),
  loadWebAssemblyModule: (module) => new WebAssembly.Instance(module, {
    env: { memory, __indirect_function_table: table, __memory_base: BASES.memory, __table_base: BASES.table },
    "GOT.func": elsewhere,
    "GOT.mem": elsewhere,
  }).exports,
};
const module = new WebAssembly.Module(linked(whole));
let exports;
loadLibrary(emscripten, { path: "library", module }, (instance) => { exports = instance.exports; });

console.log(JSON.stringify({
  asked,
  offered: WebAssembly.Module.exports(module).map(({ name }) => name),
  addresses: [exports.placeOfF(), exports.placeOfD(), exports.other()],
  places: Array.from(new Uint8Array(WebAssembly.Module.customSections(module, "dylink.0")[0])),
  called: [exports.callF(), table.get(BASES.table)()],
  same: linked(foreign) === foreign,
}));
