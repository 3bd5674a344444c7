// Keeps the site for use without a network, once the page at hand has loaded. A page with a form does this by itself, after its first verdict.
const root = new URL(document.currentScript.dataset.root, location.href).href;
if ("serviceWorker" in navigator && !("app" in document.documentElement.dataset)) {
  addEventListener("load", () => {
    navigator.serviceWorker.register(`${root}sw.js`, { scope: root, updateViaCache: "none" }).catch(() => undefined);
  });
}
