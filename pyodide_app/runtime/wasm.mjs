// WebAssembly modules as bytes: read as far as the build changes them (split.mjs, fonts.mjs), and written again.

export const SECTION = { custom: 0, type: 1, imports: 2, functions: 3, table: 4, memory: 5, global: 6, exports: 7, start: 8, elements: 9, code: 10, data: 11, dataCount: 12, tag: 13 };
export const KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 };
// The order in which sections must stand.
const ORDER = ["type", "imports", "functions", "table", "memory", "tag", "global", "exports", "start", "elements", "dataCount", "code", "data"].map((name) => SECTION[name]);
const HEAD = [0, 97, 115, 109, 1, 0, 0, 0];

export const FUNCTION = 0x60;
const STRUCT = 0x5f;
const ARRAY = 0x5e;
const GROUP = 0x4e;
const SUBTYPE = [0x50, 0x4f];
export const REFERENCE = [0x63, 0x64]; // with the type that it refers to
export const FUNCREF = 0x70;
export const OP = { if: 0x04, end: 0x0b, callIndirect: 0x11, localGet: 0x20, globalGet: 0x23, globalSet: 0x24, i32Const: 0x41, i32Eqz: 0x45, i32Add: 0x6a };
export const NOTHING = 0x40;

export class Reader {
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

  signed() {
    let value = 0;
    for (let shift = 0; ; ) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      shift += 7;
      if (byte < 128) return shift < 32 && byte & 64 ? value | (-1 << shift) : value;
    }
  }

  take(count) {
    return this.bytes.subarray(this.at, (this.at += count));
  }

  text() {
    return new TextDecoder().decode(this.take(this.number()));
  }

  skipType() {
    if (REFERENCE.includes(this.byte())) this.number();
  }

  /** Passes over what an import is, and answers its kind. */
  skipImport() {
    const kind = this.byte();
    if (kind === KIND.function) this.number();
    else if (kind === KIND.table) {
      this.skipType();
      this.skipLimits();
    } else if (kind === KIND.memory) this.skipLimits();
    else if (kind === KIND.global) {
      this.skipType();
      this.byte();
    } else {
      this.byte();
      this.number();
    }
    return kind;
  }

  skipLimits() {
    const flags = this.byte();
    this.number();
    if (flags & 1) this.number();
  }
}

export function unsigned(value) {
  const bytes = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 128) return [...bytes, left];
    bytes.push((left & 127) | 128);
  }
}

// A number that is not negative, as the signed constants of instructions are written.
export function signed(value) {
  const bytes = [];
  for (let left = value; ; left >>= 7) {
    if (left < 64) return [...bytes, left];
    bytes.push((left & 127) | 128);
  }
}

export const name = (text) => [...unsigned(text.length), ...new TextEncoder().encode(text)];

/** Parts of bytes one after the other. */
export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const vector = (items, count = items.length) => joined([unsigned(count), ...items]);

// The entries of a section as they stand, and their number, so that others can be put behind them.
function entries(content) {
  const reader = new Reader(content);
  const count = reader.number();
  return { count, bytes: content.subarray(reader.at) };
}

export const longer = (content, added) => {
  const { count, bytes } = content ? entries(content) : { count: 0, bytes: new Uint8Array() };
  return vector([bytes, ...added], count + added.length);
};

/** A module's sections by their kinds, and those without meaning to the machine. */
export function sectionsOf(bytes) {
  const reader = new Reader(bytes, HEAD.length);
  const module = { sections: new Map(), custom: [] };
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const content = reader.take(reader.number());
    if (id === SECTION.custom) module.custom.push(content);
    else module.sections.set(id, content);
  }
  return module;
}

/** What has to be known of a module: its sections, how many of each kind it imports and defines, the parameters of its functions' types. */
export function read(bytes) {
  const { sections, custom } = sectionsOf(bytes);
  return {
    sections,
    custom,
    imported: importedOf(sections.get(SECTION.imports)),
    parameters: parametersOf(sections.get(SECTION.type)),
    types: typesOf(sections.get(SECTION.functions)),
    bodies: bodiesOf(sections.get(SECTION.code)),
  };
}

function importedOf(content) {
  const counts = { [KIND.function]: 0, [KIND.table]: 0, [KIND.memory]: 0, [KIND.global]: 0, [KIND.tag]: 0 };
  const reader = new Reader(content);
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.text();
    reader.text();
    counts[reader.skipImport()] += 1;
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

/** The module with these sections in the place of its own: `changes` has `[kind, content]` of each. */
export function written(module, changes) {
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

export const code = (bodies) => vector(bodies.flatMap((body) => [unsigned(body.length), body]), bodies.length);
export const defined = (module, id) => (module.sections.has(id) ? entries(module.sections.get(id)).count : 0);

const CONSTANTS = { i32: 0x41, i64: 0x42, f32: 0x43, f64: 0x44, null: 0xd0, function: 0xd2 };

/** Passes over an expression that gives an address or the value of a global. */
export function skipConstant(reader) {
  for (let op = reader.byte(); op !== OP.end; op = reader.byte()) {
    if (op === CONSTANTS.f32) reader.at += 4;
    else if (op === CONSTANTS.f64) reader.at += 8;
    else if ([CONSTANTS.i32, CONSTANTS.i64, CONSTANTS.null, CONSTANTS.function, OP.globalGet].includes(op)) while (reader.byte() >= 128);
    else if (![0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e].includes(op)) throw new Error(`a constant with the instruction ${op}`);
  }
}
