// Stands at the end of MicroPython's module. A page names the memory that its MicroPython starts with (`<link id="page-memory">`): its program,
// imported at build (site/program_memory.mjs). Nothing is left to be unpacked, searched for and executed before the page listens.
//
// All addresses come out alike in every engine: MicroPython is one module with one table, and starts without a clock or a random number.
const PAGE = 4096;
const HEAP = 4 << 20; // bytes; with MicroPython's own 1 MB it collects garbage several times before the first verdict

export async function loadMicroPython(options) {
  const named = globalThis.document?.getElementById("page-memory");
  const memory = named ? fetch(named.href).then((answer) => answer.arrayBuffer()) : null;
  const python = await loadEmpty({ heapsize: HEAP, ...options });
  if (memory) fill(python._module.memory, await memory);
  return python;
}

/** Puts the pages of a file of `pagesAsFile` where they stood. */
export function fill(memory, file) {
  const words = new Uint32Array(file);
  const count = words.at(-1);
  const pages = words.subarray(-1 - count, -1);
  const start = file.byteLength - 4 * (1 + count) - PAGE * count;
  const missing = (Math.max(...pages) + 1) * PAGE - memory.buffer.byteLength;
  if (missing > 0) throw new Error(`the page's memory is ${missing} bytes longer than MicroPython's`);
  const heap = new Uint8Array(memory.buffer);
  pages.forEach((page, index) => heap.set(new Uint8Array(file, start + index * PAGE, PAGE), page * PAGE));
}
