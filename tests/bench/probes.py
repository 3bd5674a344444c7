"""JavaScript that reads the clock of the page, beside what the page does: nothing of it is in the site."""

# From the start of navigation: the first control can be typed into, MicroPython listens to the form, the first verdict is shown.
MARKS = """
window.marks = {};
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (kind, ...rest) {
  if (kind === "input" && this.id === "form") marks.micropython ??= performance.now();
  return listen.call(this, kind, ...rest);
};
const look = () => {
  if (document.querySelector("#form input")) marks.field ??= performance.now();
  if (document.documentElement?.dataset.app === "ready") marks.verdict = performance.now();
  else requestAnimationFrame(look);
};
look();
"""

# All tiers that a form page asks for by itself are kept, so that nothing is fetched beside the next visit.
KEPT = """async () => {
  const { scope } = await navigator.serviceWorker.ready;
  for (const tier of ["judge", "papers"]) {
    while (!(await caches.match(`${scope}.filled/${tier}`))) await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}"""

# A key goes down → the total on the page is another.
KEYS = """() => {
  window.keys = [];
  let down = null;
  addEventListener("keydown", () => { down = performance.now(); }, true);
  const total = document.querySelector("[data-total]");
  new MutationObserver(() => {
    if (down !== null) keys.push(performance.now() - down);
    down = null;
  }).observe(total, { childList: true, characterData: true, subtree: true });
}"""
KEY_SHOWN = """async (count) => {
  while (keys.length < count) await new Promise(requestAnimationFrame);
  return keys.at(-1);
}"""

# Hands a worker to JavaScript: PyScript gives it to its own programs only.
HAND_OVER = """async (name) => {
  const script = document.createElement("mpy-script");
  script.textContent = `
import asyncio
from pyscript import window, workers

async def hand_over():
    setattr(window, "worker_${name}", await workers["${name}"])

asyncio.create_task(hand_over())
`;
  document.body.append(script);
  while (!window[`worker_${name}`]) await new Promise(requestAnimationFrame);
}"""

# Calls a worker that was handed over, without MicroPython between.
CALL = """async ([worker, name, ...values]) => {
  const start = performance.now();
  await window[`worker_${worker}`][name](...values);
  return performance.now() - start;
}"""

# Starts the papers worker as the page does; it can be called at once when it is there.
START_PAPERS = """() => {
  const { papers } = JSON.parse(document.getElementById("page-data").textContent);
  const script = document.createElement("py-script");
  for (const [name, value] of Object.entries({ worker: "", name: "papers", ...papers })) script.setAttribute(name, value);
  document.body.append(script);
}"""
GLYPHS = """() => new URL(JSON.parse(document.getElementById("page-data").textContent).glyphs, document.baseURI).href"""
