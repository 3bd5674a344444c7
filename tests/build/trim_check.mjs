// Trims a small script for a library that imports, and says what is left.
// usage: node trim_check.mjs, with TRIM and SPLIT, the addresses of the two modules, in the environment
const { trimmed } = await import(process.env.TRIM);
const { withExports } = await import(process.env.SPLIT);

const text = (word) => [word.length, ...new TextEncoder().encode(word)];
const section = (id, ...content) => [id, content.flat(Infinity).length, ...content.flat(Infinity)];
const module = (...sections) => Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, ...sections.flat(Infinity)]);
const TYPE = section(1, 1, [0x60, 0, 0]);

const exported = ["read", "unread", "imported", "placed", "by_text", "for_others", "direct"];
const offered = section(7, exported.length, exported.map((name) => [text(name), 0, 0]));
const machine = module(TYPE, section(2, 1, [text("env"), text("note"), 0, 0]), section(3, 1, 0), offered, section(10, 1, [2, 0, 0x0b]));
const library = module(TYPE, section(2, 2, [text("env"), text("imported"), 0, 0], [text("GOT.func"), text("placed"), 3, 0x7f, 1]));

const many = Array.from({ length: 100 }, (_, number) => `_of_a_library${number}`); // a declaration of fewer names is none of the exports'
const assignments = exported.map((name) => `_${name}=Module["_${name}"]=wasmExports["${name}"]`);
const script = [
  `var _${exported.join(",_")},${many.join(",")};`,
  `function assignWasmExports(wasmExports){${assignments.join(";")}}`,
  "function uses(){return _read()}",
  "var main=find(\"by_text\");",
  "wasmExports.direct();",
].join("");
const { script: left, names } = trimmed(script, ["emscripten._for_others()"], [new WebAssembly.Module(library)]);
const kept = WebAssembly.Module.exports(new WebAssembly.Module(withExports(machine, names))).map(({ name }) => name);
console.log(JSON.stringify({ kept, script: left }));
