// What a start need not do twice or one by one in the script that Emscripten made for Pyodide. It is one function of 0.8 MB.

const CHANGES = [
  // In parentheses it is compiled when it is read. Otherwise a browser reads it twice: to find its end, and when it is called.
  ["async function _createPyodideModule(", "const _createPyodideModule = (async function _createPyodideModule("],
  [";return moduleRtn}export default", ";return moduleRtn});export default"],
  // The addresses of JavaScript functions are given all at once (`giveAddresses` in memory.mjs). Its own list of addresses is begun here, while a
  // start hides the table from it, as it would go through all of that (`hideFunctions`).
  [
    "var reportUndefinedSymbols=()=>{",
    'var reportUndefinedSymbols=()=>{getFunctionAddress(reportUndefinedSymbols);Module["giveAddresses"]?.(GOT,wasmImports,wasmTable);',
  ],
  // Nor does it go through all of a library's table to see whether one of the functions that others may call stands there already.
  ["updateTableMap(tableBase,metadata.tableSize);moduleExports=", "moduleExports="],
];

/** The script with the changes; fails where one has no place, or more than one. */
export function quicker(script) {
  return CHANGES.reduce((text, [found, replacement]) => {
    const [before, after, ...more] = text.split(found);
    if (after === undefined || more.length) throw new Error(`Pyodide's script has not one ${found}`);
    return before + replacement + after;
  }, script);
}
