// A library without the typefaces that lie in its data. Typst brings its own, each of them twice: 19 of its 57 MB, and half of what travels. No paper
// of ours is set with one (documents/typesetter.py). Where one lay, the memory is left as it is, full of zeros.
import { bytesIn, dataSections, parted, segmentsOf } from "./data.mjs";
import { sectionsOf, written } from "./wasm.mjs";

const KINDS = ["OTTO", "true", "\0\x01\0\0"];
const HEAD_SIZE = 12;
const ENTRY_SIZE = 16;

/** The parts of the bytes, `[start, end]` each, that are a TrueType or OpenType file, in their order. */
export function typefacesIn(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = [];
  for (let at = 0; at + HEAD_SIZE <= bytes.length; at += 1) {
    const size = sizeOf(view, at);
    if (size === 0) continue;
    found.push([at, at + size]);
    at += size - 1;
  }
  return found;
}

// Of the typeface that begins here; 0 where none does. Each of its tables has a name in readable letters and lies within these bytes.
function sizeOf(view, at) {
  if (!KINDS.includes(lettersAt(view, at))) return 0;
  const count = view.getUint16(at + 4);
  const tables = at + HEAD_SIZE;
  if (count === 0 || tables + count * ENTRY_SIZE > view.byteLength) return 0;
  let size = 0;
  for (let entry = tables; entry < tables + count * ENTRY_SIZE; entry += ENTRY_SIZE) {
    if (!/^[ -~]{4}$/.test(lettersAt(view, entry))) return 0;
    size = Math.max(size, view.getUint32(entry + 8) + view.getUint32(entry + 12));
  }
  return at + size <= view.byteLength ? size : 0;
}

const lettersAt = (view, at) => String.fromCharCode(...[0, 1, 2, 3].map((place) => view.getUint8(at + place)));

/** The module whose data leaves out these typefaces; the module itself where there are none. */
export function withoutTypefaces(bytes) {
  const module = sectionsOf(bytes);
  const segments = segmentsOf(module);
  const kept = segments.flatMap((segment) => parted(segment, typefacesIn(segment.content)).outside);
  return bytesIn(kept) === bytesIn(segments) ? bytes : written(module, dataSections(kept));
}
