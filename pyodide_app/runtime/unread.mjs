// What of a library's data no function of its first part (split.mjs) can read: it travels with the rest. Of Typst these are the patterns by which words of
// many languages are hyphenated, the grammars of programming languages, the styles of bibliographies: half of what its data is as it travels.
//
// All that leads into the data is known: constants in functions, names that the library looks up, and the addresses that it writes into its data when it is
// loaded. Where one leads, an object begins. Into what a function of the first part has a constant that may lead, it can read, and also what an object that
// it can read holds addresses of. Of all others those are taken that are large, so that it is plain what they are: one thing, into which leads nothing but
// to its start.
import { addressOf, segmentsOf } from "./data.mjs";
import { through } from "./instructions.mjs";
import { NAMES, WRITES_ADDRESSES } from "./memory.mjs";
import { KIND, OP, Reader, SECTION, read, sectionsOf, skipConstant } from "./wasm.mjs";

const FEWEST_BYTES = 16384;
const BASE = "env.__memory_base"; // where the library's data begins; addresses are counted from there
const NAMED = "GOT.mem.";
const [I32_STORE, I32_SUB, LOCAL_GET, LOCAL_SET, LOCAL_TEE] = [0x36, 0x6b, 0x20, 0x21, 0x22];

/** Where it lies, `[start, end]` each and in their order. `hot` are the numbers of the functions in the first part. */
export function unread(bytes, hot) {
  const module = read(bytes);
  const end = segmentsOf(module).reduce((most, { place, content }) => Math.max(most, addressOf(place) + content.length), 0);
  const addresses = addressesOf(module);
  const writer = functionOf(module, WRITES_ADDRESSES);
  const written = writesOf(module.bodies[writer], addresses);
  const starts = new Set([0, ...written.map(({ value }) => value).filter((value) => value < end)]);
  const reached = new Set(offered(module));
  const isHot = new Set(hot);
  const within = (address) => address >= 0 && address < end;
  module.bodies.forEach((body, index) => {
    if (index === writer) return;
    const reader = new Reader(body);
    const reach = (address) => { if (isHot.has(index) && within(address)) reached.add(address); };
    const begin = (address) => { if (within(address)) starts.add(address); };
    let based; // where the instruction stands that follows the base of the data
    through(reader, {
      constant: (value, at) => {
        reach(value); // whatever it is: also where the base is added later
        if (at === based) begin(value);
      },
      access: reach,
      global: (number) => {
        const address = addresses.get(number);
        if (address === 0) based = reader.at;
        else if (address !== undefined) [begin, reach].forEach((each) => each(address));
      },
    });
  });
  const objects = Int32Array.from(starts).sort();
  const numberOf = (address) => upTo(objects, address);
  const kept = closure(new Set([...reached].map(numberOf)), written, numberOf);
  for (const { place } of written) kept.add(numberOf(place)); // would be written over when the rest comes
  const found = [];
  objects.forEach((start, number) => {
    const next = objects[number + 1] ?? end;
    if (!kept.has(number) && next - start >= FEWEST_BYTES) found.push([start, next]);
  });
  return found;
}

// By the number of a global that holds an address in the data: that address. Of imported ones a library that was linked (linked.mjs) brings a module that
// makes them.
function addressesOf({ sections, custom }) {
  const named = new Map();
  for (const section of custom) {
    const reader = new Reader(section);
    if (reader.text() === NAMES) {
      const made = sectionsOf(section.subarray(reader.at)).sections;
      const values = globalsOf(made.get(SECTION.global));
      const first = importedGlobals(made.get(SECTION.imports)).length;
      for (const { text, index } of exportsOf(made.get(SECTION.exports))) {
        if (values[index - first].global === 0) named.set(text, values[index - first].constant); // the other ones are places in the table
      }
    }
  }
  const imported = importedGlobals(sections.get(SECTION.imports));
  return new Map(imported.flatMap((text, number) => {
    if (text === BASE) return [[number, 0]];
    const address = text.startsWith(NAMED) ? named.get(text.slice(NAMED.length)) : undefined;
    return address === undefined ? [] : [[number, address]];
  }));
}

function importedGlobals(content) {
  const reader = new Reader(content);
  const found = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    const text = `${reader.text()}.${reader.text()}`;
    if (reader.skipImport() === KIND.global) found.push(text);
  }
  return found;
}

function globalsOf(content) {
  if (!content) return [];
  const reader = new Reader(content);
  return Array.from({ length: reader.number() }, () => {
    reader.skipType();
    reader.byte();
    const value = { constant: 0, global: null };
    const start = reader.at;
    skipConstant(reader);
    const parts = new Reader(content.subarray(start, reader.at - 1));
    while (parts.at < parts.bytes.length) {
      const op = parts.byte();
      if (op === OP.i32Const) value.constant += parts.signed();
      else if (op === OP.globalGet) value.global = parts.number();
    }
    return value;
  });
}

function exportsOf(content) {
  const reader = new Reader(content);
  return Array.from({ length: reader.number() }, () => ({ text: reader.text(), kind: reader.byte(), index: reader.number() }));
}

function functionOf({ sections, imported }, name) {
  const found = exportsOf(sections.get(SECTION.exports)).find(({ text }) => text === name);
  return found ? found.index - imported[KIND.function] : -1;
}

// What others may look up by its name.
function offered({ sections, imported }) {
  const values = globalsOf(sections.get(SECTION.global));
  return exportsOf(sections.get(SECTION.exports)).filter(({ kind }) => kind === KIND.global).map(({ index }) => values[index - imported[KIND.global]].constant);
}

// What the library writes into its data when it is loaded: addresses in its data, to places there. Of what it writes besides it holds none.
function writesOf(body, addresses) {
  const found = [];
  const stack = [];
  const locals = [];
  if (!body) return found;
  through(new Reader(body), {
    constant: (value) => stack.push(value),
    global: (number) => stack.push(addresses.get(number) ?? NaN),
    access: (offset, op) => {
      if (op !== I32_STORE) throw new Error(`${WRITES_ADDRESSES} reads what it wrote`);
      const value = stack.pop();
      const place = stack.pop() + offset;
      if (Number.isNaN(place)) throw new Error(`${WRITES_ADDRESSES} writes where nobody knows`);
      found.push({ place, value });
    },
    other: (op, number) => {
      if (op === LOCAL_GET) stack.push(locals[number]);
      else if (op === LOCAL_SET) locals[number] = stack.pop();
      else if (op === LOCAL_TEE) locals[number] = stack.at(-1);
      else if (op === OP.i32Add || op === I32_SUB) {
        const second = stack.pop();
        stack.push(op === I32_SUB ? stack.pop() - second : stack.pop() + second);
      } else if (op !== OP.end) throw new Error(`${WRITES_ADDRESSES} has an instruction ${op}`);
    },
  });
  return found;
}

// These objects and all that they lead to.
function closure(objects, written, numberOf) {
  const leads = new Map();
  for (const { place, value } of written) {
    if (Number.isNaN(value)) continue;
    const from = numberOf(place);
    if (!leads.has(from)) leads.set(from, []);
    leads.get(from).push(numberOf(value));
  }
  const waiting = [...objects];
  while (waiting.length) {
    for (const next of leads.get(waiting.pop()) ?? []) {
      if (!objects.has(next)) {
        objects.add(next);
        waiting.push(next);
      }
    }
  }
  return objects;
}

// The number of the last of these addresses, in their order, that is not above this one.
function upTo(addresses, address) {
  let [low, high] = [0, addresses.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (addresses[middle] <= address) low = middle;
    else high = middle;
  }
  return low;
}
