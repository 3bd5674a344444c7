// Does with small things what a start does with the image and with Pyodide's script, and says what came out.
// usage: node start_check.mjs, with MEMORY and GLUE, the addresses of the two modules, in the environment
const { Filled, giveMachine } = await import(process.env.MEMORY);
const { quicker } = await import(process.env.GLUE);

const bytes = Uint8Array.from({ length: 133 }, (_, index) => (index * 37) & 255);
const sum = (content, lengths = [content.length]) => {
  const filled = new Filled(content.length);
  let at = 0;
  for (let turn = 0; at < content.length; at += lengths[turn++ % lengths.length]) filled.add(content.subarray(at, at + lengths[turn % lengths.length]));
  return filled.sum;
};
const flipped = (index) => bytes.map((byte, at) => (at === index ? byte ^ 1 : byte));
const swapped = Uint8Array.from([...bytes.subarray(8, 16), ...bytes.subarray(0, 8), ...bytes.subarray(16)]);

const settings = {};
giveMachine(settings, new Promise(() => undefined));
const table = new WebAssembly.Table({ initial: 3, element: "anyfunc" });
const addresses = { half: { value: -1 }, known: { value: 1 }, large: { value: -1 }, data: { value: -1 } };
const functions = {
  half: Object.assign((number) => number / 2, { sig: "dd" }),
  known: Object.assign(() => undefined, { sig: "v" }),
  large: Object.assign((number, factor) => number * BigInt(factor), { sig: "jji" }),
  data: 40,
};
settings.giveAddresses(addresses, functions, table);
const { half, large } = addresses;

const script = [
  "async function _createPyodideModule(moduleArg={}){var moduleRtn;",
  "var reportUndefinedSymbols=()=>{moduleRtn=1};updateTableMap(tableBase,metadata.tableSize);moduleExports=relocateExports()",
  ";return moduleRtn}export default _createPyodideModule;",
].join("");
const refused = (text) => {
  try {
    return quicker(text);
  } catch ({ message }) {
    return message;
  }
};

console.log(JSON.stringify({
  pieces: [[1], [7, 9], [8], [100, 3]].map((lengths) => sum(bytes, lengths)),
  whole: sum(bytes),
  damaged: [...Array.from(bytes, (_, index) => sum(flipped(index))), sum(swapped)],
  addresses: Object.values(addresses).map(({ value }) => value),
  called: [table.get(half.value)(5), String(table.get(large.value)(1n << 40n, 3))],
  script: quicker(script),
  unknown: refused(script.replace("_createPyodideModule(", "_createModule(")),
  twice: refused(script + script),
}));
