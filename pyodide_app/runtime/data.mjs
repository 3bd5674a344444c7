// The data of a WebAssembly module: which bytes lie where when it starts, and how they are parted.
import { OP, Reader, SECTION, joined, sectionsOf, signed, skipConstant, unsigned, vector, written } from "./wasm.mjs";

/** Each segment of a module: an expression, without its end, that with `offset` says where it is put, and what it holds. */
export function segmentsOf({ sections }) {
  const content = sections.get(SECTION.data);
  const reader = new Reader(content);
  return Array.from({ length: reader.number() }, () => {
    if (reader.byte() !== 0) throw new Error("a segment of data that is not put in its place by itself");
    const start = reader.at;
    skipConstant(reader);
    const place = content.subarray(start, reader.at - 1);
    return { place, offset: 0, content: reader.take(reader.number()) };
  });
}

/** The address that an expression, without its end, gives; counted from where its data begins, if it is a library's. */
export function addressOf(place) {
  const reader = new Reader(place);
  let address = 0;
  while (reader.at < place.length) {
    const op = reader.byte();
    if (op === OP.i32Const) address += reader.signed();
    else if (op === OP.globalGet) reader.number();
    else if (op !== OP.i32Add) throw new Error("a segment of data whose place is no sum");
  }
  return address;
}

/** The memory as a module with data at fixed places has it when it starts, in words. */
export function memoryOf(module) {
  const placed = segmentsOf(module).map(({ place, content }) => ({ start: addressOf(place), content }));
  const end = placed.reduce((most, { start, content }) => Math.max(most, start + content.length), 0);
  const words = new Uint32Array(Math.ceil(end / 4));
  const bytes = new Uint8Array(words.buffer);
  for (const { start, content } of placed) bytes.set(content, start);
  return words;
}

/** A segment in two: what lies in these parts of it, `[start, end]` each and in their order, and what lies outside of them. */
export function parted({ place, offset, content }, parts) {
  const piece = ([start, end]) => ({ place, offset: offset + start, content: content.subarray(start, end) });
  const isThere = (segment) => segment.content.length > 0;
  const starts = [0, ...parts.map(([, end]) => end)];
  const ends = [...parts.map(([start]) => start), content.length];
  return { inside: parts.map(piece).filter(isThere), outside: starts.map((start, number) => piece([start, ends[number]])).filter(isThere) };
}

/** Segments as the sections that hold them. */
export const dataSections = (segments) => [
  [SECTION.dataCount, Uint8Array.from(unsigned(segments.length))],
  [SECTION.data, vector(segments.map(({ place, offset, content }) => joined([[0], placeOf(place, offset), unsigned(content.length), content])), segments.length)],
];

const placeOf = (place, offset) => (offset ? [...place, OP.i32Const, ...signed(offset), OP.i32Add, OP.end] : [...place, OP.end]);

export const bytesIn = (segments) => segments.reduce((sum, { content }) => sum + content.length, 0);

/** The sections of the data at these addresses, `[start, end]` each and in their order, and those of all other data; none where there are no addresses. */
export function dividedData(module, addresses) {
  if (addresses.length === 0) return { inside: [], outside: [] };
  const segments = segmentsOf(module).map((segment) => {
    const start = addressOf(segment.place);
    const within = (address) => Math.min(Math.max(address - start, 0), segment.content.length);
    return parted(segment, addresses.map((range) => range.map(within)));
  });
  return { inside: dataSections(segments.flatMap(({ inside }) => inside)), outside: dataSections(segments.flatMap(({ outside }) => outside)) };
}

/** The module without the data at these addresses. */
export function withoutData(bytes, addresses) {
  const module = sectionsOf(bytes);
  return written(module, dividedData(module, addresses).outside);
}
