// Pyodide's machine exports 8,500 names, so that any library may ask for any of them, and its script gives each a variable. Each start would make as many
// functions and globals, and put each function in a table. Which libraries come is known here, so all that is asked for is some hundred names.

const ASSIGNS = "function assignWasmExports(wasmExports){";
const ASSIGNMENT = /^([\w$]+)=Module\["[^"]+"\]=wasmExports\["([^"]+)"\](?:\.value>>>0)?$/;
const DECLARATION = /var ((?:[\w$]+,){100,}[\w$]+);/g;
const IMPORTED_FROM_EXPORTS = ["env", "GOT.func", "GOT.mem"];

/** The script in its parts: what stands before, in and after its list of assignments, which are its statements. */
function parts(script) {
  const start = script.indexOf(ASSIGNS) + ASSIGNS.length;
  const end = script.indexOf("}", start);
  if (start < ASSIGNS.length || end < 0) throw new Error("the script's assignments of exports were not found");
  return { before: script.slice(0, start), statements: script.slice(start, end).split(";"), after: script.slice(end) };
}

const wordsOf = (text) => text.match(/[\w$]+/g) ?? [];

/**
 * `{script, names}`: Pyodide's script without the variables that it does not read itself, and the names of all exports that are asked for: by this
 * script, by `others` (texts of scripts that use its variables), and by `libraries` (modules).
 */
export function trimmed(script, others, libraries) {
  const { before, statements, after } = parts(script);
  const names = new Set(libraries.flatMap((library) => WebAssembly.Module.imports(library))
    .filter(({ module }) => IMPORTED_FROM_EXPORTS.includes(module)).map(({ name }) => name));
  const rest = (before + after).replaceAll(DECLARATION, "");
  for (const [, property, text] of rest.matchAll(/wasmExports\.([\w$]+)|"([\w$]+)"/g)) names.add(property ?? text); // some are looked up by a text
  const read = new Set([rest, ...others].flatMap(wordsOf));
  const unread = new Set();
  const kept = statements.filter((statement) => {
    const [, variable, name] = ASSIGNMENT.exec(statement) ?? [];
    if (name && !read.has(variable) && !names.has(name)) {
      unread.add(variable);
      return false;
    }
    for (const [, asked] of statement.matchAll(/wasmExports\["([^"]+)"\]/g)) names.add(asked);
    return true;
  });
  const declared = (_, list) => `var ${list.split(",").filter((variable) => !unread.has(variable)).join(",")};`;
  return { script: [before, kept.join(";"), after].map((part) => part.replaceAll(DECLARATION, declared)).join(""), names };
}
