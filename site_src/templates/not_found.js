// The host answers with this page at any depth, so it looks for the site's root: the folder above that holds our style sheet.
const probe = document.documentElement.dataset.probe;
const parts = location.pathname.split("/");
for (let depth = 1; depth < parts.length; depth += 1) {
  const root = new URL(`${parts.slice(0, depth).join("/")}/`, location.origin);
  const response = await fetch(new URL(probe, root)).catch(() => undefined);
  if (response?.ok) {
    for (const link of document.querySelectorAll("a[data-href]")) link.href = new URL(link.dataset.href, root);
    document.getElementById("ways").hidden = false;
    break;
  }
}
