// Splits a small module at each of the given functions, calls both of its exports, and says what came of it.
// usage: node split_check.mjs, with SPLIT and MEMORY, the addresses of the two modules, and WANTED, a list of function numbers, in the environment
const { split, instrumented, calledOf } = await import(process.env.SPLIT);
const { part, visible } = await import(process.env.MEMORY);

const text = (word) => [word.length, ...new TextEncoder().encode(word)];
const section = (id, ...content) => [id, content.flat(Infinity).length, ...content.flat(Infinity)];
const module = Uint8Array.from([
  [0, 97, 115, 109, 1, 0, 0, 0],
  section(1, 3, [0x60, 1, 0x7f, 0], [0x60, 1, 0x7f, 1, 0x7f], [0x60, 2, 0x7f, 0x7f, 1, 0x7f]), // a function that takes nothing has no type yet
  section(2, 1, text("env"), text("note"), 0, 0),
  section(3, 4, 1, 1, 2, 1),
  section(4, 1, 0x70, 0, 1),
  section(5, 1, 0, 1),
  section(6, 1, 0x7f, 1, 0x41, 5, 0x0b), // how often number 1 was called, from 5 on
  section(7, 3, text("direct"), 0, 1, text("indirect"), 0, 4, text("memory"), 2, 0),
  section(9, 1, 0, 0x41, 0, 0x0b, 1, 2),
  section(10, 4, [
    [6, 0, 0x20, 0, 0x10, 2, 0x0b], // 0, direct: calls 1
    [19, 0, 0x23, 0, 0x41, 1, 0x6a, 0x24, 0, 0x23, 0, 0x10, 0, 0x20, 0, 0x20, 0, 0x10, 3, 0x0b], // 1: counts, notes the count, doubles by 2
    [7, 0, 0x20, 0, 0x20, 1, 0x6a, 0x0b], // 2: adds
    [9, 0, 0x20, 0, 0x41, 0, 0x11, 1, 0, 0x0b], // 3, indirect: calls 1 through the table
  ]),
  section(11, 2, [0, 0x41, 16, 0x0b, text("abcdef")], [0, 0x41, 22, 0x0b, text("ghi")]),
].flat(Infinity));

const noted = [];
const imports = { env: { note: (count) => noted.push(count) } };
const called = new WebAssembly.Instance(new WebAssembly.Module(instrumented(module)), { env: { note() {} } });
called.exports.direct(1);

const LATER = [[2, 9], [17, 19], [20, 24]];
const { first, rest } = split(module, JSON.parse(process.env.WANTED), LATER);
const instance = new WebAssembly.Instance(new WebAssembly.Module(first), imports);
let brought = 0;
const kept = part(instance, imports, () => {
  brought += 1;
  new WebAssembly.Instance(new WebAssembly.Module(rest), kept.imports);
  kept.loaded.value = 1;
});
const { direct, indirect, memory } = instance.exports;
const held = () => new TextDecoder().decode(new Uint8Array(memory.buffer, 16, 9)).replaceAll("\0", "-");
const atFirst = held();
console.log(JSON.stringify({
  results: [direct(21), indirect(4)], noted, brought, data: [atFirst, held()], names: Object.keys(visible(instance).exports), called: calledOf(called.exports),
}));
