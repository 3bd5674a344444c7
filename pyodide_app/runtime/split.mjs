// A WebAssembly module in two: one with the functions that a start needs, and one with the rest, which comes later.
//
// Both hold all functions under their numbers, so that no instruction has to be read or changed; where one holds a function's body, the other
// holds a few bytes that call it through a table. The first is an instance as before: memory, tables, globals, exports are its own, and the
// rest borrows them. A call of a function that is not there yet brings the rest first (memory.mjs, engine.mjs).
//
// Which functions a start needs is seen while the image is made: `instrumented` gives a module that notes which of its functions were called.
import { dividedData } from "./data.mjs";
import { COLD, LOADED, OWN } from "./memory.mjs";
import {
  FUNCREF, FUNCTION, KIND, NOTHING, OP, Reader, SECTION, code,
  defined, joined, longer, name, read, signed, skipConstant, unsigned, vector, written,
} from "./wasm.mjs";

const HOT = `${OWN}hot`;
const CALLED = `${OWN}called`;
const I32 = 0x7f;

const exported = (text, kind, index) => [...name(text), kind, ...unsigned(index)];
const global = (value) => [I32, 1, OP.i32Const, value, OP.end];

/** The module without the exports of other names than these (a set). */
export function withExports(bytes, names) {
  const module = read(bytes);
  const reader = new Reader(module.sections.get(SECTION.exports));
  const kept = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    const start = reader.at;
    const text = reader.text();
    reader.byte();
    reader.number();
    if (names.has(text)) kept.push(reader.bytes.subarray(start, reader.at));
  }
  return written(module, [[SECTION.exports, vector(kept)]]);
}

/** The module with an export for each of its functions that says whether it was called: see `calledOf`. */
export function instrumented(bytes) {
  const module = read(bytes);
  const first = module.imported[KIND.global] + defined(module, SECTION.global);
  const bodies = module.bodies.map((body, index) => {
    const reader = new Reader(body);
    for (let left = reader.number(); left > 0; left -= 1) {
      reader.number();
      reader.skipType();
    }
    return joined([body.subarray(0, reader.at), [OP.i32Const, 1, OP.globalSet, ...unsigned(first + index)], body.subarray(reader.at)]);
  });
  return written(module, [
    [SECTION.global, longer(module.sections.get(SECTION.global), bodies.map(() => global(0)))],
    [SECTION.exports, longer(module.sections.get(SECTION.exports), bodies.map((_, index) => exported(CALLED + index, KIND.global, first + index)))],
    [SECTION.code, code(bodies)],
  ]);
}

/** The numbers of the functions of an instrumented module's instance that were called. */
export function calledOf(exports) {
  return Object.keys(exports).filter((text) => text.startsWith(CALLED) && exports[text].value).map((text) => Number(text.slice(CALLED.length)));
}

/**
 * `{first, rest}`: the module with the functions of these numbers, and that with all others. `later` are addresses, `[start, end]` each and in their order:
 * the data that lies there comes with the rest, so no function of the first may read it.
 */
export function split(bytes, wanted, later = []) {
  const module = read(bytes);
  const isHot = new Set(wanted);
  const all = module.bodies.map((_, index) => index);
  const [hot, cold] = [all.filter((index) => isHot.has(index)), all.filter((index) => !isHot.has(index))];
  const tables = module.imported[KIND.table] + defined(module, SECTION.table);
  const loaded = module.imported[KIND.global] + defined(module, SECTION.global);
  const plain = module.parameters.plain < 0 ? module.parameters.length : module.parameters.plain;
  const type = module.parameters.plain < 0 ? longer(module.sections.get(SECTION.type), [[FUNCTION, 0, 0]]) : module.sections.get(SECTION.type);

  const call = (index, slot, table) => {
    const takes = module.parameters[module.types[index]];
    const values = Array.from({ length: takes }, (_, value) => [OP.localGet, ...unsigned(value)]).flat();
    return [...values, OP.i32Const, ...signed(slot), OP.callIndirect, ...unsigned(module.types[index]), ...unsigned(table), OP.end];
  };
  // The first place of the table of what is cold holds what brings it.
  const bring = [OP.globalGet, ...unsigned(loaded), OP.i32Eqz, OP.if, NOTHING, OP.i32Const, 0, OP.callIndirect, ...unsigned(plain), ...unsigned(tables), OP.end];
  const firstBodies = [...module.bodies];
  cold.forEach((index, place) => { firstBodies[index] = Uint8Array.from([0, ...bring, ...call(index, place + 1, tables)]); });
  const restBodies = [...module.bodies];
  hot.forEach((index, place) => { restBodies[index] = Uint8Array.from([0, ...call(index, place, tables + 1)]); });

  const functions = (indices) => vector(indices.map((index) => unsigned(module.imported[KIND.function] + index)));
  const placed = (table, offset, indices) => joined([[2, ...unsigned(table), OP.i32Const, ...signed(offset), OP.end, 0], functions(indices)]);
  const lent = borrowed(module);
  const data = dividedData(module, later);
  const first = written(module, [
    [SECTION.type, type],
    [SECTION.table, longer(module.sections.get(SECTION.table), [cold.length + 1, hot.length].map((size) => [FUNCREF, 0, ...unsigned(size)]))],
    [SECTION.global, longer(module.sections.get(SECTION.global), [global(0)])],
    [SECTION.exports, longer(module.sections.get(SECTION.exports), [
      ...lent.map(({ text, kind, index }) => exported(text, kind, index)),
      exported(COLD, KIND.table, tables), exported(HOT, KIND.table, tables + 1), exported(LOADED, KIND.global, loaded),
    ])],
    [SECTION.elements, longer(module.sections.get(SECTION.elements), [placed(tables + 1, 0, hot)])],
    [SECTION.code, code(firstBodies)],
    ...data.outside,
  ]);
  const inTable = (text, size) => [...name(OWN), ...name(text), KIND.table, FUNCREF, 0, ...unsigned(size)];
  const rest = written({ sections: new Map(), custom: [] }, [
    [SECTION.type, type],
    [SECTION.imports, longer(module.sections.get(SECTION.imports), [
      ...lent.map(({ text, kind, form }) => [...name(OWN), ...name(text), kind, ...form]), inTable(COLD, cold.length + 1), inTable(HOT, hot.length),
    ])],
    [SECTION.functions, module.sections.get(SECTION.functions)],
    [SECTION.elements, vector([placed(tables, 1, cold)])],
    [SECTION.code, code(restBodies)],
    ...data.inside,
  ]);
  return { first, rest };
}

// What a module defines besides functions, in the order of its kinds: under which name the rest gets it, and how it is written as an import.
function borrowed(module) {
  const found = [];
  const each = (section, kind, letter, form) => {
    if (!module.sections.has(section)) return;
    const reader = new Reader(module.sections.get(section));
    const count = reader.number();
    for (let index = 0; index < count; index += 1) {
      const start = reader.at;
      found.push({ text: `${OWN}${letter}${index}`, kind, index: module.imported[kind] + index, form: form(reader, start) });
    }
  };
  const whole = (skip) => (reader, start) => {
    skip(reader);
    return reader.bytes.subarray(start, reader.at);
  };
  each(SECTION.table, KIND.table, "t", whole((reader) => { reader.skipType(); reader.skipLimits(); }));
  each(SECTION.memory, KIND.memory, "m", whole((reader) => reader.skipLimits()));
  each(SECTION.global, KIND.global, "g", (reader, start) => {
    reader.skipType();
    reader.byte();
    const form = reader.bytes.subarray(start, reader.at);
    skipConstant(reader);
    return form;
  });
  each(SECTION.tag, KIND.tag, "e", whole((reader) => { reader.byte(); reader.number(); }));
  return found;
}
