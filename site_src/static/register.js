// Keeps the site for use without a network, once the page at hand has loaded.
const root = new URL(document.currentScript.dataset.root, location.href);
if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register(new URL("sw.js", root)).catch(() => undefined));
}
