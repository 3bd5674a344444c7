// The judge's worker begins with the page, not after PyScript and MicroPython: it starts its engine at once (worker.js), and when
// PyScript asks for its first worker, it is given this one.
const Plain = globalThis.Worker;
const place = new URL("@WORKER@", import.meta.url).href;
let started = new Plain(place, { type: "module", name: new URL("@ENGINE@", import.meta.url).href });

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
