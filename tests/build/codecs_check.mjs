// Says where tables of codecs lie in small modules, and what the rest of the site's machine has of them.
// usage: node codecs_check.mjs, with CODECS and WASM, the addresses of the two modules, and REST, that of the machine's rest, in the environment
import { readFileSync } from "node:fs";

const { codecTables } = await import(process.env.CODECS);
const { sectionsOf } = await import(process.env.WASM);
const { segmentsOf } = await import(new URL("data.mjs", process.env.CODECS));

const number = (value, bytes = []) => (value < 128 ? [...bytes, value] : number(value >>> 7, [...bytes, (value & 127) | 128]));
const section = (id, content) => [id, ...number(content.length), ...content];
const module = (data) => Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0,
  ...section(5, [1, 0, 1]),
  ...section(11, [1, 0, 0x41, 8, 0x0b, ...number(data.length), ...data]),
]);

const START = 8 + 256 * 8; // behind the rows, where the data begins at 8
const row = (table, first, last) => [table & 255, table >> 8, 0, 0, first, last, 0, 0];
const none = row(0, 0, 0);
const rows = (...found) => [...found, ...Array(256 - found.length).fill(none)].flat();
const found = (found, size = 1000) => codecTables(sectionsOf(module([...rows(...found), ...Array(size).fill(1)])));
const following = (count, first, last, from = START) => Array.from({ length: count }, (_, index) => row(from + index * 2 * (last - first + 1), first, last));
const seen = {
  one: found([none, ...following(4, 0, 99), none, none, ...following(4, 33, 126, START + 800)], 2000),
  gap: found([...following(8, 0, 31), ...following(8, 0, 31, START + 8 * 64 + 2)], 2000),
  few: found(following(7, 0, 31)),
  small: found(following(8, 0, 14)),
  backwards: found(following(8, 31, 0)),
  outside: found(following(8, 0, 255, 60000)),
  start: START,
  moved: Buffer.concat(segmentsOf(sectionsOf(readFileSync(new URL(process.env.REST)))).map(({ content }) => content)).toString("base64"),
};
console.log(JSON.stringify(seen));
