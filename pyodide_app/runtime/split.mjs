// A WebAssembly module in two: one with the functions that a start needs, and one with the rest, which comes later.
//
// Both hold all functions under their numbers, so that no instruction has to be read or changed; where one holds a function's body, the other
// holds a few bytes that call it through a table. The first is an instance as before: memory, tables, globals, exports are its own, and the
// rest borrows them. A call of a function that is not there yet brings the rest first (memory.mjs, engine.mjs).
//
// Which functions a start needs is seen while the image is made: `instrumented` gives a module that notes which of its functions were called.
import { COLD, LOADED, OWN } from "./memory.mjs";

const SECTION = { custom: 0, type: 1, imports: 2, functions: 3, table: 4, memory: 5, global: 6, exports: 7, start: 8, elements: 9, code: 10, data: 11, dataCount: 12, tag: 13 };
const KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 };
// The order in which sections must stand.
const ORDER = ["type", "imports", "functions", "table", "memory", "tag", "global", "exports", "start", "elements", "dataCount", "code", "data"].map((name) => SECTION[name]);
const HEAD = [0, 97, 115, 109, 1, 0, 0, 0];

const FUNCTION = 0x60;
const STRUCT = 0x5f;
const ARRAY = 0x5e;
const GROUP = 0x4e;
const SUBTYPE = [0x50, 0x4f];
const REFERENCE = [0x63, 0x64]; // with the type that it refers to
const FUNCREF = 0x70;
const I32 = 0x7f;
const OP = { if: 0x04, end: 0x0b, callIndirect: 0x11, localGet: 0x20, globalGet: 0x23, globalSet: 0x24, i32Const: 0x41, i32Eqz: 0x45 };
const NOTHING = 0x40;

const HOT = `${OWN}hot`;
const CALLED = `${OWN}called`;

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    if (this.at >= this.bytes.length) throw new Error("the module ends too soon");
    return this.bytes[this.at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  take(count) {
    return this.bytes.subarray(this.at, (this.at += count));
  }

  skipName() {
    this.take(this.number());
  }

  skipType() {
    if (REFERENCE.includes(this.byte())) this.number();
  }

  skipLimits() {
    const flags = this.byte();
    this.number();
    if (flags & 1) this.number();
  }
}

function unsigned(value) {
  const bytes = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 128) return [...bytes, left];
    bytes.push((left & 127) | 128);
  }
}

// A number that is not negative, as the signed constants of instructions are written.
function signed(value) {
  const bytes = [];
  for (let left = value; ; left >>= 7) {
    if (left < 64) return [...bytes, left];
    bytes.push((left & 127) | 128);
  }
}

const name = (text) => [...unsigned(text.length), ...new TextEncoder().encode(text)];

/** Parts of bytes one after the other. */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const vector = (items, count = items.length) => joined([unsigned(count), ...items]);

// The entries of a section as they stand, and their number, so that others can be put behind them.
function entries(content) {
  const reader = new Reader(content);
  const count = reader.number();
  return { count, bytes: content.subarray(reader.at) };
}

const longer = (content, added) => {
  const { count, bytes } = content ? entries(content) : { count: 0, bytes: new Uint8Array() };
  return vector([bytes, ...added], count + added.length);
};

/** What has to be known of a module: its sections, how many of each kind it imports and defines, the parameters of its functions' types. */
export function read(bytes) {
  const reader = new Reader(bytes, HEAD.length);
  const module = { sections: new Map(), custom: [] };
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const content = reader.take(reader.number());
    if (id === SECTION.custom) module.custom.push(content);
    else module.sections.set(id, content);
  }
  module.imported = importedOf(module.sections.get(SECTION.imports));
  module.parameters = parametersOf(module.sections.get(SECTION.type));
  module.types = typesOf(module.sections.get(SECTION.functions));
  module.bodies = bodiesOf(module.sections.get(SECTION.code));
  return module;
}

function importedOf(content) {
  const counts = { [KIND.function]: 0, [KIND.table]: 0, [KIND.memory]: 0, [KIND.global]: 0, [KIND.tag]: 0 };
  const reader = new Reader(content);
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.skipName();
    reader.skipName();
    const kind = reader.byte();
    counts[kind] += 1;
    if (kind === KIND.function) reader.number();
    else if (kind === KIND.table) {
      reader.skipType();
      reader.skipLimits();
    } else if (kind === KIND.memory) reader.skipLimits();
    else if (kind === KIND.global) {
      reader.skipType();
      reader.byte();
    } else {
      reader.byte();
      reader.number();
    }
  }
  return counts;
}

// By type: how many parameters, null for what is no function; and the number of the type that takes and gives nothing.
function parametersOf(content) {
  const reader = new Reader(content);
  const parameters = [];
  parameters.plain = -1;
  const one = () => {
    let form = reader.byte();
    if (SUBTYPE.includes(form)) {
      for (let left = reader.number(); left > 0; left -= 1) reader.number();
      form = reader.byte();
    }
    if (form === FUNCTION) {
      const [takes, gives] = [0, 1].map(() => {
        const count = reader.number();
        for (let left = count; left > 0; left -= 1) reader.skipType();
        return count;
      });
      if (takes + gives === 0 && parameters.plain < 0) parameters.plain = parameters.length;
      parameters.push(takes);
    } else {
      const fields = form === STRUCT ? reader.number() : form === ARRAY ? 1 : NaN;
      if (Number.isNaN(fields)) throw new Error(`a type of the form ${form}`);
      for (let left = fields; left > 0; left -= 1) {
        reader.skipType();
        reader.byte();
      }
      parameters.push(null);
    }
  };
  for (let left = reader.number(); left > 0; left -= 1) {
    if (reader.bytes[reader.at] === GROUP) {
      reader.byte();
      for (let inner = reader.number(); inner > 0; inner -= 1) one();
    } else one();
  }
  return parameters;
}

function typesOf(content) {
  const reader = new Reader(content);
  return Array.from({ length: reader.number() }, () => reader.number());
}

function bodiesOf(content) {
  const reader = new Reader(content);
  return Array.from({ length: reader.number() }, () => reader.take(reader.number()));
}

function written(module, changes) {
  const sections = new Map([...module.sections, ...changes]);
  const parts = [HEAD];
  for (const content of module.custom) parts.push([SECTION.custom], unsigned(content.length), content);
  for (const id of ORDER) {
    const content = sections.get(id);
    if (content) parts.push([id], unsigned(content.length), content);
  }
  const bytes = joined(parts);
  if (!WebAssembly.validate(bytes)) new WebAssembly.Module(bytes); // says why
  return bytes;
}

const code = (bodies) => vector(bodies.flatMap((body) => [unsigned(body.length), body]), bodies.length);
const exported = (text, kind, index) => [...name(text), kind, ...unsigned(index)];
const defined = (module, id) => (module.sections.has(id) ? entries(module.sections.get(id)).count : 0);
const global = (value) => [I32, 1, OP.i32Const, value, OP.end];

/** The module without the exports of other names than these (a set). */
export function withExports(bytes, names) {
  const module = read(bytes);
  const reader = new Reader(module.sections.get(SECTION.exports));
  const kept = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    const start = reader.at;
    const text = new TextDecoder().decode(reader.take(reader.number()));
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

/** `{first, rest}`: the module with the functions of these numbers, and that with all others. */
export function split(bytes, wanted) {
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

const CONSTANTS = { i32: 0x41, i64: 0x42, f32: 0x43, f64: 0x44, null: 0xd0, function: 0xd2 };

function skipConstant(reader) {
  for (let op = reader.byte(); op !== OP.end; op = reader.byte()) {
    if (op === CONSTANTS.f32) reader.at += 4;
    else if (op === CONSTANTS.f64) reader.at += 8;
    else if ([CONSTANTS.i32, CONSTANTS.i64, CONSTANTS.null, CONSTANTS.function, OP.globalGet].includes(op)) while (reader.byte() >= 128);
    else if (![0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e].includes(op)) throw new Error(`a constant with the instruction ${op}`);
  }
}
