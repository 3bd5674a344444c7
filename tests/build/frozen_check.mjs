// Says where modules that Python has as byte code lie in small modules, and which text the machine's rest has of them.
// usage: node frozen_check.mjs, with FROZEN and WASM, the addresses of the two modules, and REST, that of the machine's rest, in the environment
import { readFileSync } from "node:fs";

const { frozenModules } = await import(process.env.FROZEN);
const { sectionsOf } = await import(process.env.WASM);
const { segmentsOf } = await import(new URL("data.mjs", process.env.FROZEN));

const number = (value, bytes = []) => (value < 128 ? [...bytes, value] : number(value >>> 7, [...bytes, (value & 127) | 128]));
const section = (id, content) => [id, ...number(content.length), ...content];
const module = (data) => sectionsOf(Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0,
  ...section(5, [1, 0, 1]),
  ...section(11, [1, 0, 0x41, 8, 0x0b, ...number(data.length), ...data]),
]));
const words = (...values) => values.flatMap((value) => [value & 255, value >> 8, 0, 0]);

const NAME = 8;
const CODE = 32;
const SIZE = 5;
const letters = (text, length) => Array.from({ length }, (_, index) => text.charCodeAt(index) || 0);
const found = (rows, { name = "os.path", letter = "c" } = {}) =>
  frozenModules(module([...letters(name, CODE - NAME), ...Array(8).fill(letters(letter, 1)).flatMap((each) => [...each, 1, 2, 3, 4, 0, 0, 0]), ...rows.flat(), ...words(0, 0, 0, 0)]));
const row = (place, isPackage = 0) => words(NAME, CODE + 8 * place, SIZE, isPackage);
const three = [row(0), row(2, 1), row(1)];
const moved = Buffer.concat(segmentsOf(sectionsOf(readFileSync(new URL(process.env.REST)))).map(({ content }) => content));
console.log(JSON.stringify({
  three: found(three),
  two: found(three.slice(1)),
  twice: found([...three, row(2)]),
  unnamed: found(three, { name: "no name" }),
  "other bytes": found(three, { letter: "d" }),
  "too large": found([row(0), row(1), words(NAME, CODE, 60000, 0)]),
  "no package": found([row(0), row(1), row(2, 2)]),
  at: CODE,
  moved: ["_find_and_load", "FileFinder"].filter((text) => moved.includes(text)),
}));
