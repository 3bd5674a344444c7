// What a page does for its use without a network, and as an app: not before it has what it was opened for. A page with a form then has its first
// verdict, and registers the service worker by itself; a browser that learns earlier that the site can be installed says so in the midst of the start.
const { root, manifest } = document.currentScript.dataset;
const page = document.documentElement;

function offerAsApp() {
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = manifest;
  document.head.append(link);
}

if ("app" in page.dataset) {
  const watcher = new MutationObserver(() => {
    if (page.dataset.app !== "ready") return;
    watcher.disconnect();
    offerAsApp();
  });
  watcher.observe(page, { attributeFilter: ["data-app"] });
} else {
  addEventListener("load", () => {
    offerAsApp();
    const scope = new URL(root, location.href).href;
    navigator.serviceWorker?.register(`${scope}sw.js`, { scope, updateViaCache: "none" }).catch(() => undefined);
  });
}
