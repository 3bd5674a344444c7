// Tables of Pyodide's machine that only functions of its rest read, so that they travel with these (split.mjs). Nothing but what they hold tells where they
// are: they belong to functions that name them by their address. Of a machine that has them not as they are here the build fails.
import { memoryOf } from "./data.mjs";

// By what each begins with, in hexadecimal: how many bytes belong to it before that, and from there on.
const TABLES = [
  // The names of characters (CPython's Modules/unicodename_db.h), for `unicodedata.name` and `\N{…}`: the number of each character's name, the names; then
  // the character of each.
  { begins: "eeff04fe0241da820342829a", before: 103424, size: 167280 },
  { begins: "0021000097fa01000d000f00", before: 0, size: 163808 },
  // Of the C library's `iconv` (musl), which no module of Python's calls: GB 18030, HKSCS, JIS X 0208, Big5, KS X 1001, and JIS by character.
  { begins: "024e044e054e064e0f4e124e", before: 0, size: 47880 },
  { begins: "f043324c0346a64578456772", before: 0, size: 10336 },
  { begins: "0030013002300cff0efffb30", before: 0, size: 15792 },
  { begins: "00300cff013002300eff2720", before: 0, size: 27946 },
  { begins: "003001300230b70025202620", before: 0, size: 16976 },
  { begins: "1f005000510057000e002b01", before: 0, size: 13758 },
];

/**
 * Where they lie in memory: `[start, end]` each, in their order. `module`: its sections, with data at fixed places, and without the tables of Python's own
 * codecs (codecs.mjs), of which some begin alike.
 */
export function tablesOfRest(module) {
  const memory = Buffer.from(memoryOf(module).buffer);
  return TABLES.map(({ begins, before, size }) => {
    const start = memory.indexOf(begins, 0, "hex");
    if (start < 0 || memory.indexOf(begins, start + 1, "hex") >= 0) throw new Error(`the machine has not one table that begins with ${begins}`);
    return [start - before, start + size];
  }).sort(([one], [other]) => one - other);
}
