// Says which pieces of a small library's data no function of its first part can read, by their numbers: the data is pieces of one size, but for the last.
// usage: node unread_check.mjs, with UNREAD and MEMORY, the addresses of the two modules, in the environment
const { unread } = await import(process.env.UNREAD);
const { NAMES, WRITES_ADDRESSES } = await import(process.env.MEMORY);

const PIECE = 16384;
const PIECES = 11; // and one that is a byte too short
const number = (value, bytes = []) => (value < 128 ? [...bytes, value] : number(value >>> 7, [...bytes, (value & 127) | 128]));
const signed = (value, bytes = []) => (value < 64 ? [...bytes, value] : signed(value >>> 7, [...bytes, (value & 127) | 128]));
const text = (word) => [word.length, ...new TextEncoder().encode(word)];
const section = (id, ...content) => [id, ...number(content.flat(Infinity).length), ...content.flat(Infinity)];
const HEAD = [0, 97, 115, 109, 1, 0, 0, 0];
const imported = (from, name, ...kind) => [text(from), text(name), kind];
const body = (...code) => {
  const content = [0, ...code.flat(Infinity), 0x0b];
  return [...number(content.length), ...content];
};
const constant = (value) => [0x41, signed(value)];
const [BASE, DROP, ADD, LOAD, STORE] = [[0x23, 0], 0x1a, 0x6a, 0x28, 0x36];
const at = (piece, inside = 0) => [BASE, constant(piece * PIECE + inside), ADD];
const writes = (place, value) => [...place, ...value, STORE, 2, 0];

// Of a name that the library looks up, the module that it brings makes the global: piece 6.
const names = [...HEAD, ...[
  section(2, 2, imported("base", "data", 3, 0x7f, 0), imported("base", "table", 3, 0x7f, 0)),
  section(6, 1, [0x7f, 1, 0x23, 0, constant(6 * PIECE), ADD, 0x0b]),
  section(7, 1, [text("#0"), 3, 2]),
].flat()];

const library = Uint8Array.from([
  ...HEAD,
  ...section(0, text(NAMES), names),
  ...section(1, 1, [0x60, 0, 0]),
  ...section(2, 3, imported("env", "memory", 2, 0, 1), imported("env", "__memory_base", 3, 0x7f, 0), imported("GOT.mem", "#0", 3, 0x7f, 1)),
  ...section(3, 3, [0, 0, 0]),
  ...section(6, 1, [0x7f, 0, constant(8 * PIECE), 0x0b]),
  ...section(7, 2, [text("offered"), 3, 2], [text(WRITES_ADDRESSES), 0, 2]),
  ...section(10, 3, [
    // 0, of the first part
    body(at(0), DROP, constant(4 * PIECE + 100), DROP, [0x41, 0, LOAD, 2, ...number(5 * PIECE)], DROP, [0x23, 1], DROP),
    // 1, of the rest: begins each piece
    body(Array.from({ length: PIECES }, (_, piece) => [at(piece), DROP]), at(PIECES), DROP),
    body(writes(at(0, 8), at(2)), writes(at(7, 8), at(3)), writes(at(9, 8), at(0))),
  ]),
  ...section(11, 1, [0, [...BASE, 0x0b], number(PIECES * PIECE + PIECE - 1), Array(PIECES * PIECE + PIECE - 1).fill(1)]),
]);

const pieces = (hot) => unread(library, hot).map(([start, end]) => [start / PIECE, end / PIECE]);
console.log(JSON.stringify({ one: pieces([0]), none: pieces([]), all: pieces([0, 1]) }));
