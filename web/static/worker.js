// The service worker of the pages for the meeting: what such a page has told it to keep is answered without a connection.

const cacheName = "twoway-meeting-1";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const keep = async () => {
    const cache = await caches.open(cacheName);
    await Promise.all(event.data.map((file) => cache.add(file)));
    event.ports[0]?.postMessage("kept");
  };
  event.waitUntil(keep());
});

async function answer(request) {
  const cache = await caches.open(cacheName);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && (await cache.match(request))) await cache.put(request, fresh.clone());
    return fresh;
  } catch (offline) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw offline;
  }
}

addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});
