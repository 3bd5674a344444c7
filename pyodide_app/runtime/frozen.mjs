// The modules that Python has inside the machine as byte code, because it imports them before it can read a file: importlib, os, codecs … An image has them
// imported; a start without one needs them. So they travel with the functions that read them, in the machine's rest (split.mjs).
//
// They are found by the rows that lead to them (`struct _frozen` of CPython): a name, the byte code, its size, and whether it is a package. Behind a list's
// last row stands one of zeros.
import { memoryOf } from "./data.mjs";

const ROW = 4; // words
const FEWEST_ROWS = 3;
const NAME = /^[A-Za-z_][\w.]*$/;
const LONGEST_NAME = 64;
const CODE = 0x63; // the letter that marshalled code begins with, with or without a mark

/** Where they lie in memory: `[start, end]` each, in their order. `module`: its sections, with data at fixed places. */
export function frozenModules(module) {
  const words = memoryOf(module);
  const bytes = new Uint8Array(words.buffer);
  const found = new Map();
  for (let at = 0; at < words.length; at += 1) {
    let count = 0;
    while (isRow(words, bytes, at + count * ROW)) count += 1;
    if (count < FEWEST_ROWS) continue;
    for (let row = at; row < at + count * ROW; row += ROW) found.set(words[row + 1], words[row + 1] + words[row + 2]);
    at += count * ROW - 1;
  }
  return [...found].sort(([one], [other]) => one - other);
}

function isRow(words, bytes, at) {
  if (at + ROW > words.length) return false;
  const [text, code, size, isPackage] = words.subarray(at, at + ROW);
  return isPackage < 2 && size > 1 && code > 0 && code + size <= bytes.length && (bytes[code] & 0x7f) === CODE && NAME.test(textAt(bytes, text));
}

function textAt(bytes, at) {
  if (at === 0 || at >= bytes.length) return "";
  const end = bytes.subarray(at, at + LONGEST_NAME).indexOf(0);
  return end < 0 ? "" : String.fromCharCode(...bytes.subarray(at, at + end));
}
