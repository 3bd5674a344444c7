// A library that asks nobody for what it has itself. As it was compiled, Typst imports the addresses of 4,761 of its own functions and data and exports all
// of these, so that whoever loads it may look each up by its name: a global and a place in the function table for each, one by one, at each start.
//
// Here its functions get their places at build, as one more piece of the table, and the globals are made by a small module that travels inside the
// library, as a section that means nothing to the machine; whoever instantiates the library does that one first (`loadLibrary` in memory.mjs). Their
// names, a megabyte of them, become numbers.
import { NAMES } from "./memory.mjs";
import { KIND, OP, Reader, SECTION, defined, joined, longer, name, sectionsOf, signed, skipConstant, unsigned, vector, written } from "./wasm.mjs";

const ADDRESSES = ["GOT.mem", "GOT.func"];
const DYLINK = "dylink.0";
const MEMORY_INFO = 1;
const I32 = 0x7f;
const MUTABLE = 1;
const [DATA, TABLE] = [0, 1];
const SHORT = "#"; // begins the names by which the library then asks for the globals

/** The library with its own names looked up; itself where it asks for none of them. */
export function linked(bytes) {
  const module = sectionsOf(bytes);
  const imports = importsOf(module.sections.get(SECTION.imports));
  const exports = exportsOf(module.sections.get(SECTION.exports));
  const asked = new Set(imports.filter(isAddress).map(({ text }) => text));
  const own = exports.filter(({ text }) => asked.has(text));
  if (!own.length) return bytes;
  const functions = own.filter(({ kind }) => kind === KIND.function);
  const { custom, places } = withPlaces(module.custom, functions.length);
  const address = addressesOf(module.sections.get(SECTION.global), imports);
  const globals = [
    ...functions.map(({ text }, number) => ({ text, base: TABLE, at: places + number })),
    ...own.filter(({ kind }) => kind === KIND.global).map(({ text, index }) => ({ text, base: DATA, at: address(index) })),
  ];
  const short = new Map(globals.map(({ text }, number) => [text, `${SHORT}${number}`]));
  const elements = module.sections.get(SECTION.elements);
  const kept = exports.filter(({ text, kind }) => !asked.has(text) && kind === KIND.function);
  const changes = [
    [SECTION.imports, vector(imports.map((each) => (isAddress(each) && short.has(each.text) ? renamed(each, short.get(each.text)) : each.entry)))],
    [SECTION.exports, vector(kept.map(({ entry }) => entry))],
    [SECTION.elements, longer(elements, [placed(elements, places, functions)])],
  ];
  // What is left of the globals are constants that nothing but the exports named; where an instruction does, this module is none.
  if (defined(module, SECTION.global) === exports.filter(({ kind }) => kind === KIND.global).length) changes.push([SECTION.global, null]);
  return written({ ...module, custom: [...custom, joined([name(NAMES), globalsMade(globals)])] }, changes);
}

function importsOf(section) {
  const reader = new Reader(section);
  return Array.from({ length: reader.number() }, () => {
    const start = reader.at;
    const [from, text] = [reader.text(), reader.text()];
    const described = reader.at;
    const kind = reader.skipImport();
    return { from, text, kind, entry: section.subarray(start, reader.at), description: section.subarray(described, reader.at) };
  });
}

const isAddress = ({ from, kind }) => kind === KIND.global && ADDRESSES.includes(from);
const renamed = ({ from, description }, text) => joined([name(from), name(text), description]);

function exportsOf(section) {
  const reader = new Reader(section);
  return Array.from({ length: reader.number() }, () => {
    const start = reader.at;
    const [text, kind, index] = [reader.text(), reader.byte(), reader.number()];
    return { text, kind, index, entry: section.subarray(start, reader.at) };
  });
}

// By the number of a global: the address that it holds, counted from where the library's data begins.
function addressesOf(section, imports) {
  const imported = imports.filter(({ kind }) => kind === KIND.global).length;
  const reader = new Reader(section);
  const values = Array.from({ length: reader.number() }, () => {
    reader.skipType();
    reader.byte();
    const start = reader.at;
    skipConstant(reader);
    return section.subarray(start, reader.at);
  });
  return (index) => {
    const constant = new Reader(values[index - imported]);
    if (constant.byte() !== OP.i32Const) throw new Error("an exported global that is no plain number");
    return constant.number(); // none is as long as to have a sign
  };
}

// The sections without meaning to the machine, of which one says how many places of the table the library takes: more by `count`; and where these begin.
function withPlaces(sections, count) {
  let places;
  const custom = sections.map((content) => {
    const reader = new Reader(content);
    if (reader.text() !== DYLINK) return content;
    if (reader.byte() !== MEMORY_INFO) throw new Error("the library does not say first what it takes");
    const end = reader.number() + reader.at;
    const [size, alignment] = [reader.number(), reader.number()];
    places = reader.number();
    const info = [...unsigned(size), ...unsigned(alignment), ...unsigned(places + count), ...content.subarray(reader.at, end)];
    return joined([name(DYLINK), [MEMORY_INFO], unsigned(info.length), info, content.subarray(end)]);
  });
  return { custom, places };
}

// A piece of the table, behind those that the library has; where these begin is read off the first.
function placed(section, offset, functions) {
  const reader = new Reader(section);
  reader.number();
  if (reader.byte() !== 0) throw new Error("a piece of the table that is not put in its place by itself");
  const start = reader.at;
  skipConstant(reader);
  const place = section.subarray(start, reader.at - 1);
  return joined([[0], place, [OP.i32Const, ...signed(offset), OP.i32Add, OP.end], vector(functions.map(({ index }) => unsigned(index)))]);
}

// The module that makes the globals and exports them by the short names.
function globalsMade(globals) {
  const base = (text) => [...name("base"), ...name(text), KIND.global, I32, 0];
  const made = globals.map((each) => [I32, MUTABLE, OP.globalGet, each.base, OP.i32Const, ...signed(each.at), OP.i32Add, OP.end]);
  return written({ sections: new Map(), custom: [] }, [
    [SECTION.imports, vector([base("data"), base("table")])], // in the order of their numbers, DATA and TABLE
    [SECTION.global, vector(made)],
    [SECTION.exports, vector(globals.map((_, number) => [...name(`${SHORT}${number}`), KIND.global, ...unsigned(number + 2)]))],
  ]);
}
