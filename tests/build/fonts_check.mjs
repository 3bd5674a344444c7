// Takes the typefaces out of the data of a small module and says what its memory holds.
// usage: node fonts_check.mjs, with FONTS, the address of the module, in the environment
const { typefacesIn, withoutTypefaces } = await import(process.env.FONTS);

const letters = (text) => Array.from(text, (letter) => letter.charCodeAt(0));
const number = (value) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const table = (name, start, length) => [...letters(name), ...number(0), ...number(start), ...number(length)];
const typeface = (kind, name, length) => [...letters(kind), 0, 1, 0, 0, 0, 0, 0, 0, ...table(name, 28, length), ...Array(length).fill(7)];

const WHOLE = typeface("OTTO", "glyf", 4);
const CASES = {
  one: [...letters("ab"), ...WHOLE, ...letters("cd")],
  two: [...WHOLE, ...typeface("\0\x01\0\0", "CFF ", 9), ...letters("z")],
  atEnd: [...letters("a"), ...WHOLE],
  cutOff: [...letters("a"), ...WHOLE.slice(0, -1)],
  unreadable: [...letters("a"), ...typeface("OTTO", "gl\x01f", 4), ...letters("z")],
  none: letters("nothing of the kind; true or OTTO."),
};

const BASE = 100;
const section = (id, content) => [id, content.length, ...content];
const module = (data) => Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0,
  ...section(2, [1, 1, 98, 1, 98, 3, 0x7f, 0]), // (import "b" "b" (global i32))
  ...section(5, [1, 0, 1]),
  ...section(7, [1, 1, 109, 2, 0]), // (export "m" (memory 0))
  ...section(12, [1]),
  ...section(11, [1, 0, 0x23, 0, 0x0b, data.length, ...data]), // (data (offset global.get 0) …)
]);
const memory = (bytes, size) => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { b: { b: BASE } });
  return Array.from(new Uint8Array(exports.m.buffer, BASE, size));
};

const seen = Object.entries(CASES).map(([name, data]) => {
  const whole = module(data);
  const lean = withoutTypefaces(whole);
  const expected = data.slice();
  for (const [start, end] of typefacesIn(Uint8Array.from(data))) expected.fill(0, start, end);
  return [name, {
    found: typefacesIn(Uint8Array.from(data)).map(([start, end]) => end - start),
    same: lean === whole,
    others: String(memory(lean, data.length)) === String(expected),
    spared: whole.length - lean.length,
  }];
});
console.log(JSON.stringify(Object.fromEntries(seen)));
