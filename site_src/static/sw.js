// The service worker: after one visit the site works with the server stopped.
//
// The build puts the name of the version's list in place of "@MANIFEST@", so this file changes whenever any file of
// the site does, and that is how a browser learns of a new version. The list:
//
//   {"version": "<hash>", "files": [{"name", "sha256", "bytes", "tier", "hashed"}, …]}
//
//   name    from the site's root, as written: "107/apply/index.html"
//   tier    "core" (pages, styles, PyScript, MicroPython) is fetched at install; "judge", "papers" and "glyphs" (rare
//           characters, thousands of small files) when asked for
//   hashed  true where the name holds a hash of the content: such a file is shared by all versions that name it
//
// Messages from a page to the worker (registration.active or registration.waiting, as suits):
//
//   {type: "fill", tier}   fetch what is missing of a tier; may be sent again, takes up where it stopped. A page registers
//                          the worker and sends the first "fill" after its first verdict, "papers" when nobody types:
//                          the same downloads side by side would make the verdict wait
//   {type: "status"}       answered to the sender alone with the "status" message below
//   {type: "activate"}     sent to a waiting version once the drafts are saved; the page reloads on "controllerchange"
//
// Messages from the worker to its pages, each with `version`:
//
//   {type: "progress", tier, files, filesDone, bytes, bytesDone}   after each file, of many files at each per cent; bytes are
//                                                                  those of the list
//   {type: "filled", tier}                                         the tier works offline
//   {type: "failed", tier, name, reason}                           "network" or "hash"; a later "fill" tries again
//   {type: "status", tiers: {<tier>: {files, filesDone, bytes, bytesDone}}}
//
// A version's pages come from its own cache, so a page and its files belong together. Nothing skips waiting by itself.
// A tier that the last version had whole is fetched at install too: an update never takes a working tier away.
// The origin may be shared with other sites: every cache of ours begins with OURS, and only those are deleted.
"use strict";

const MANIFEST = "@MANIFEST@";
const SCOPE = new URL(self.registration.scope);
const OURS = `plc-planner ${SCOPE.pathname} `;
const SHARED = `${OURS}files`;
const OWN = `${OURS}version ${MANIFEST}`;
const HASHED = ["data/", "runtime/", "static/", "ui/"];
const PARALLEL = 4;

let loading = null;
let saying = Promise.resolve();
const filling = new Map();

const address = (name) => new URL(name, SCOPE).href;
const mark = (tier) => address(`.filled/${tier}`);
const cacheOf = async (file) => caches.open(file.hashed ? SHARED : OWN);

// The list of this version. It is kept with the shared files, so that the worker can start without a network.
function manifest() {
  loading ??= (async () => {
    const shared = await caches.open(SHARED);
    let response = await shared.match(address(MANIFEST));
    if (!response) {
      response = await fetch(address(MANIFEST));
      if (!response.ok) throw new Error(`${MANIFEST}: ${response.status}`);
      await shared.put(address(MANIFEST), response.clone());
    }
    const list = await response.json();
    list.byName = new Map(list.files.map((file) => [file.name, file]));
    return list;
  })().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function sha256(response) {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Fetches one file and keeps it if its bytes are those of the list. The response that came is kept, not a copy made of
// its bytes: browsers keep compiled WebAssembly only for such.
async function fetchVerified(file) {
  let response;
  try {
    response = await fetch(address(file.name), { cache: file.hashed ? "default" : "reload" });
  } catch {
    throw Object.assign(new Error(`${file.name}: no network`), { file: file.name, reason: "network" });
  }
  if (!response.ok) {
    throw Object.assign(new Error(`${file.name}: ${response.status}`), { file: file.name, reason: "network" });
  }
  if ((await sha256(response.clone())) !== file.sha256) {
    throw Object.assign(new Error(`${file.name}: other bytes than listed`), { file: file.name, reason: "hash" });
  }
  await (await cacheOf(file)).put(address(file.name), response);
}

// All that is kept, asked for at once: a tier may have thousands of files.
async function keptAddresses() {
  const opened = await Promise.all([SHARED, OWN].map((name) => caches.open(name)));
  const requests = await Promise.all(opened.map((cache) => cache.keys()));
  return new Set(requests.flat().map((request) => request.url));
}

function progress(list, tier, kept) {
  const files = list.files.filter((file) => file.tier === tier);
  const sum = (chosen) => chosen.reduce((total, file) => total + file.bytes, 0);
  const done = files.filter((file) => kept.has(address(file.name)));
  return { files: files.length, filesDone: done.length, bytes: sum(files), bytesDone: sum(done) };
}

// One message after another, so that no progress seems to go back.
function tell(message) {
  saying = saying.catch(() => undefined).then(() => post(message));
  return saying;
}

async function post(message) {
  const { version } = await manifest();
  for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    if (client.url.startsWith(SCOPE.href)) client.postMessage({ ...message, version });
  }
}

// One filling of a tier at a time, however often it is asked for.
function fill(tier) {
  if (!filling.has(tier)) {
    filling.set(tier, fillOnce(tier).finally(() => filling.delete(tier)));
  }
  return filling.get(tier);
}

async function fillOnce(tier) {
  const list = await manifest();
  const kept = await keptAddresses();
  const state = progress(list, tier, kept);
  const missing = list.files.filter((file) => file.tier === tier && !kept.has(address(file.name)));
  const step = Math.max(1, Math.floor(state.files / 100));
  const fetchOneAfterAnother = async () => {
    for (let file = missing.shift(); file; file = missing.shift()) {
      await fetchVerified(file);
      state.filesDone += 1;
      state.bytesDone += file.bytes;
      if (state.filesDone % step === 0) await tell({ type: "progress", tier, ...state });
    }
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, fetchOneAfterAnother));
  } catch (error) {
    missing.length = 0;
    await tell({ type: "failed", tier, name: error.file ?? null, reason: error.reason ?? "network" });
    throw error;
  }
  await (await caches.open(SHARED)).put(mark(tier), new Response(list.version));
  await tell({ type: "filled", tier });
}

async function install() {
  const list = await manifest();
  const shared = await caches.open(SHARED);
  await fill("core");
  for (const tier of new Set(list.files.map((file) => file.tier))) {
    if (tier !== "core" && (await shared.match(mark(tier)))) await fill(tier);
  }
}

// Files whose name holds their hash need no answer of ours: a browser that knows such routes takes them from the cache itself, and from the
// network where they are not kept. Glyphs, which are fetched one by one, are kept as they come.
function route(event) {
  if (!event.addRoutes) return undefined;
  const under = (folder) => ({ urlPattern: new URLPattern({ pathname: `${SCOPE.pathname}${folder}*`, baseURL: SCOPE.origin }) });
  return event.addRoutes([
    { condition: under("runtime/glyphs-"), source: "fetch-event" },
    { condition: { or: HASHED.map(under) }, source: { cacheName: SHARED } },
  ]);
}

async function activate() {
  const list = await manifest();
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== SHARED && name !== OWN) await caches.delete(name);
  }
  const tiers = list.files.map((file) => mark(file.tier));
  const wanted = new Set([address(MANIFEST), ...tiers, ...list.files.map((file) => address(file.name))]);
  const shared = await caches.open(SHARED);
  for (const request of await shared.keys()) {
    if (!wanted.has(request.url)) await shared.delete(request);
  }
  await self.clients.claim();
}

// A folder's page is its index.html; a query or a fragment does not make another page of it.
function nameOf(url) {
  const path = decodeURI(url.pathname.slice(SCOPE.pathname.length));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

// What is kept is answered without the list, which takes time to read: in the shared cache a name holds its content's hash.
async function kept(name) {
  for (const cache of [SHARED, OWN]) {
    const response = await (await caches.open(cache)).match(address(name));
    if (response) return response;
  }
  return null;
}

async function answer(event, url) {
  const name = nameOf(url);
  const ready = await kept(name);
  if (ready) return ready;
  const list = await manifest();
  const file = list.byName.get(name);
  if (file) {
    // Shown as it comes and kept for the next time; bytes that are not the listed ones are shown but never kept.
    if (file.hashed) event.waitUntil(fetchVerified(file).catch(() => undefined));
    return fetch(event.request);
  }
  if (event.request.mode !== "navigate") return fetch(event.request);
  if (list.byName.has(`${name}/index.html`)) return Response.redirect(`${url.origin}${url.pathname}/${url.search}`, 301);
  try {
    return await fetch(event.request);
  } catch {
    return notFound();
  }
}

async function notFound() {
  const page = await (await caches.open(OWN)).match(address("404.html"));
  return page ? new Response(page.body, { status: 404, headers: page.headers }) : Response.error();
}

async function answerMessage(event) {
  const { type, tier } = event.data;
  if (type === "activate") return self.skipWaiting();
  if (type === "fill") return fill(tier).catch(() => undefined);
  if (type === "status") {
    const list = await manifest();
    const kept = await keptAddresses();
    const tiers = {};
    for (const each of new Set(list.files.map((file) => file.tier))) tiers[each] = progress(list, each, kept);
    event.source.postMessage({ type: "status", version: list.version, tiers });
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(route(event));
  event.waitUntil(install());
});
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.waitUntil(answerMessage(event)));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (!url.protocol.startsWith("http")) return;
  if (url.origin !== SCOPE.origin) {
    // Nothing of this site ever leaves its origin, not even from a worker, whose policy no <meta> can set.
    event.respondWith(Response.error());
  } else if (event.request.method === "GET" && url.pathname.startsWith(SCOPE.pathname)) {
    event.respondWith(answer(event, url));
  }
});
