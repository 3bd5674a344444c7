// The tables by which Python's East Asian codecs (big5, gb18030, shift_jis …) know characters: 0.6 of the 3.3 MB of data in Pyodide's machine, where they
// hardly compress. No page of ours decodes anything but UTF-8, so they travel with the functions that read them, in the machine's rest (split.mjs).
//
// They are found by what leads to them (`struct dbcs_index` and `unim_index` of CPython's Modules/cjkcodecs): a row of `{table, first, last}` for each
// leading byte, in eight bytes, or of zeros where there is none. What the rows lead to follows one another without a gap, and nothing else reads it.
import { memoryOf } from "./data.mjs";

const ROWS = 256;
const ROW = 2; // words
const ENTRY = 2; // bytes
const FEWEST_ROWS = 8;
const SMALLEST = 256; // bytes of entries: rows that lead to few follow one another by chance

/** Where the tables lie in memory: `[start, end]` each, in their order. `module`: its sections, with data at fixed places. */
export function codecTables(module) {
  const words = memoryOf(module);
  const tables = [];
  for (let at = 0; at + ROW <= words.length; at += 1) {
    if (isRow(words, at)) {
      const { start, end, next, count } = rowsFrom(words, at);
      if (count >= FEWEST_ROWS && end - start >= SMALLEST) {
        tables.push([start, end]);
        at = next - 1;
      }
    }
  }
  return tables.sort(([one], [other]) => one - other);
}

// A row leads into the data; its last two bytes are free.
const isRow = (words, at) => words[at] !== 0 && words[at] < 4 * words.length && words[at + 1] < 0x10000 && firstOf(words, at) <= lastOf(words, at);
const firstOf = (words, at) => words[at + 1] & 255;
const lastOf = (words, at) => words[at + 1] >>> 8;
const isNone = (words, at) => words[at] === 0 && words[at + 1] === 0;

// The rows from this one on: how many, where what they lead to starts and ends, and the word behind them.
function rowsFrom(words, from) {
  const start = words[from];
  let end = start;
  let next = from;
  let count = 0;
  for (let at = from; at + ROW <= words.length && at < from + ROWS * ROW; at += ROW) {
    if (isNone(words, at)) continue;
    if (!isRow(words, at) || words[at] !== end) break;
    end += ENTRY * (lastOf(words, at) - firstOf(words, at) + 1);
    next = at + ROW;
    count += 1;
  }
  return { start, end, next, count };
}
