// Keeps the program itself on the phone, so that it starts where there is no network. Data is asked of the server alone: what was written meanwhile waits in the page's own queue (Community/walk-queue.js).
const store = 'estatemap-program';
const always = ['./', 'appsettings.json', 'manifest.webmanifest', 'images/icon.svg', 'css/estatemap.css', 'lib/govuk.css', 'lib/leaflet.css', 'lib/leaflet.js', 'lib/vector-tile.js', 'Map/tile-layer.js', 'Map/area-layer.js', 'Map/ground-layer.js', 'Map/label-layer.js', 'Map/site-layer.js', 'Community/walk-queue.js', 'Community/place-map.js', 'Community/news.js', 'Plan/Scenarios/FaultSummary.razor.js'];
const isProgram = url => /\/(_framework|lib|css|images|Map|Community|Plan|Explore)\/[^?]*\.[a-z0-9]+$/i.test(url.pathname) || /\/(appsettings\.json|manifest\.webmanifest|offline\.js)$/.test(url.pathname);
const isFixed = url => /\/_framework\/.*\.[a-z0-9]{10}\.[a-z]+$/.test(url.pathname); // its name changes with its content

self.addEventListener('install', event => event.waitUntil(caches.open(store).then(cache => cache.addAll(always)).then(() => self.skipWaiting())));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

// A page tells what it was made of, once it runs; whatever of that is no longer named is let go.
self.addEventListener('message', event => event.waitUntil((async () => {
  const cache = await caches.open(store);
  const wanted = event.data.filter(address => isProgram(new URL(address)));
  await Promise.all(wanted.map(async address => { if (!await cache.match(address)) { const answer = await fetch(address); if (answer.ok) await cache.put(address, answer); } }));
  const named = new Set([...wanted, ...always.map(address => new URL(address, self.registration.scope).href)]);
  for (const kept of await cache.keys()) if (isFixed(new URL(kept.url)) && !named.has(kept.url)) await cache.delete(kept);
  event.source?.postMessage('kept');
})()));

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (/^\/(graphql|tiles|maps|plans|oruk|health|imports)(\/|$)/.test(url.pathname)) return;
    event.respondWith(newest(request, './'));
  } else if (isFixed(url)) event.respondWith(caches.match(request).then(kept => kept ?? fetch(request)));
  else if (isProgram(url)) event.respondWith(newest(request, request));
});

// From the server where it answers, else as it was kept.
async function newest(request, key) {
  try {
    const answer = await fetch(request);
    if (answer.ok) (await caches.open(store)).put(key, answer.clone());
    return answer;
  } catch (fault) {
    const kept = await caches.match(key);
    if (kept) return kept;
    throw fault;
  }
}
