// Stands in the page's head: the judge's worker begins with the page, not after PyScript and MicroPython. It starts its engine at
// once (worker.js), and when PyScript asks for its first worker, it is given this one.
//
// On a first visit the largest file comes with the page as well, not when the worker's thread, its script and its engine are there, each
// of them a way to the host and back later. The worker is handed it. Later the file is on this computer, and the page has better to do.
{
  const { worker, engine, memory, edition } = document.currentScript.dataset;
  const absolute = (address) => new URL(address, location.href).href;
  const place = absolute(worker);
  const isFirst = !navigator.serviceWorker?.controller;
  const Plain = globalThis.Worker;
  let started = new Plain(place, { type: "module", name: JSON.stringify({ engine: absolute(engine), edition: absolute(edition), isFirst }) });

  // Piece by piece, as they come, then null; false where it cannot be had: the engine tries for itself. What the engine has to work on first goes
  // before: it says when it begins to fetch that, and when it has it.
  const hand = async (to) => {
    let turn = null;
    let next;
    to.addEventListener("message", (event) => {
      const { memory: mayCome } = event.data ?? {};
      if (mayCome === undefined) return;
      event.stopImmediatePropagation();
      if (mayCome) next?.();
      else turn = new Promise((resolve) => { next = resolve; });
    });
    try {
      const answer = await fetch(absolute(memory));
      if (!answer.ok) throw new Error(`${memory}: ${answer.status}`);
      const reader = answer.body.getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        to.postMessage({ memory: piece.value }, [piece.value.buffer]);
        await turn;
      }
      to.postMessage({ memory: null });
    } catch {
      to.postMessage({ memory: false });
    }
  };
  if (isFirst) hand(started);

  globalThis.Worker = class extends Plain {
    constructor(address, options) {
      if (started === null || String(address) !== place) {
        super(address, options);
      } else {
        const given = started;
        started = null;
        return Object.setPrototypeOf(given, new.target.prototype);
      }
    }
  };
}
