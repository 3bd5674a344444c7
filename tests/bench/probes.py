"""JavaScript that reads the clock of the page, beside what the page does: nothing of it is in the site."""

# Looks on while a person types an incomplete address: when the key stands in the value, when MicroPython listens to the form, when the page says
# what is wrong with the address, when it has judged the whole form. `next()` says what the person does next; a key that had no effect within a
# second is typed again. To be filled with the page's control, its message and the words that the message holds.
TYPIST = """({ control, message, words }) => {
  const AGAIN = 1000;
  const PATIENCE = 60_000;
  window.marks = { keys: 0 };
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (kind, ...rest) {
    if (kind === "input" && this.id === "form") marks.micropython ??= performance.now();
    return listen.call(this, kind, ...rest);
  };
  let asked = -Infinity;
  let typedInto = null;
  listen.call(window, "input", ({ target }) => {
    if (!target.matches(control)) return;
    if (target !== typedInto || target.value.length === 1) marks.field = performance.now();
    typedInto = target;
  }, true);
  const judged = () => {
    if (document.documentElement?.dataset.app === "ready") marks.judged = performance.now();
    else requestAnimationFrame(judged);
  };
  judged();
  const isShown = (element) => element.textContent.includes(words) && element.checkVisibility();
  window.next = () => new Promise((resolve, reject) => {
    const look = () => {
      const box = document.querySelector(control);
      if (Array.from(document.querySelectorAll(message)).some(isShown)) {
        marks.verdict = performance.now();
        resolve("done");
      } else if (box?.checkVisibility() && performance.now() - asked > AGAIN) {
        asked = performance.now();
        marks.keys += 1;
        box.focus();
        resolve("type");
      } else if (performance.now() > PATIENCE) reject(new Error(`${location.href}: no verdict`));
      else requestAnimationFrame(look);
    };
    look();
  });
}"""

# The whole form has been judged, and a frame has passed.
JUDGED = """() => new Promise((resolve) => {
  const look = () => ("judged" in marks ? resolve(marks) : requestAnimationFrame(look));
  requestAnimationFrame(look);
})"""

# All tiers that a form page asks for by itself are kept, so that nothing is fetched beside the next visit.
KEPT = """async () => {
  const { scope } = await navigator.serviceWorker.ready;
  for (const tier of ["judge", "papers"]) {
    while (!(await caches.match(`${scope}.filled/${tier}`))) await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}"""

# A key goes down → the total on the page is another. Long tasks (50 ms and more) of the page's thread are kept beside it.
KEYS = """() => {
  window.keys = [];
  window.longTasks = [];
  let down = null;
  addEventListener("keydown", () => { down = performance.now(); }, true);
  const total = document.querySelector("[data-total]");
  new MutationObserver(() => {
    if (down !== null) keys.push(performance.now() - down);
    down = null;
  }).observe(total, { childList: true, characterData: true, subtree: true });
  new PerformanceObserver((list) => { longTasks.push(...list.getEntries().map(({ duration }) => duration)); }).observe({ type: "longtask" });
}"""
KEY_SHOWN = """async (count) => {
  while (keys.length < count) await new Promise(requestAnimationFrame);
  return keys.at(-1);
}"""
LONG_TASKS = "() => new Promise((resolve) => { requestAnimationFrame(() => { setTimeout(() => { resolve(longTasks); }); }); })"

# Hands a worker to JavaScript: PyScript gives it to its own programs only.
HAND_OVER = """async (name) => {
  const script = document.createElement("mpy-script");
  script.textContent = `
import asyncio
import js
from polyscript import workers

async def hand_over():
    setattr(js.window, "worker_${name}", await js.Reflect.get(workers, "${name}"))

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

# Judges many drafts one after the other; the time after each `step` of them.
JUDGE_MANY = """async ([drafts, count, step]) => {
  const times = [];
  const start = performance.now();
  for (let position = 1; position <= count; position += 1) {
    await window.worker_judge.judge(drafts[(position - 1) % drafts.length]);
    if (position % step === 0) times.push(performance.now() - start);
  }
  return times;
}"""

# Starts the papers worker as the page does; it can be called at once when it is there.
START_PAPERS = """() => {
  const { papers } = JSON.parse(document.getElementById("page-data").textContent);
  const script = document.createElement("py-script");
  for (const [name, value] of Object.entries({ worker: "", name: "papers", ...papers })) script.setAttribute(name, value);
  document.body.append(script);
}"""
GLYPHS = """() => new URL(JSON.parse(document.getElementById("page-data").textContent).glyphs, document.baseURI).href"""

# A peer's module and its font are fetched, and each version of the papers is made; milliseconds and bytes of each, the first with all that is fetched.
MAKE = """async ([name, versions]) => {
  const made = [];
  let start = performance.now();
  const [{ paper }, font] = await Promise.all([import(new URL(`${name}.js`, location)), fetch("kai.ttf").then((answer) => answer.arrayBuffer())]);
  for (const parts of versions) {
    const bytes = await paper(parts, font.slice());
    made.push({ took: performance.now() - start, bytes });
    start = performance.now();
  }
  return made;
}"""
