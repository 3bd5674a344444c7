// Stands in the page's head: the judge's worker begins with the page, not after PyScript and MicroPython. It starts its engine at
// once (worker.js), and when PyScript asks for its first worker, it is given this one.
{
  const { worker, engine } = document.currentScript.dataset;
  const place = new URL(worker, location.href).href;
  const Plain = globalThis.Worker;
  let started = new Plain(place, { type: "module", name: new URL(engine, location.href).href });

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
