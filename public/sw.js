// The service worker. It caches two things:
// * the files of this build (/assets/<tag>/…), which never change under one URL;
// * the page /offline, for when there is no connection: one copy with the reader's next appointments, and a plain one without
//   personal data, for when the first is deleted or too old.
// No other page and no other response is ever cached. The server writes the build's tag into this file, so that each build has
// its own worker. For the messages that a page sends see public/page.js.

const TAG = '__TAG__';
const SITE = `site-${TAG}`;
const KNOWN = 'known';
const COPY = '/offline';
const PLAIN = '/offline?plain';
// If the response of a page has not started by then, the copy is shown, once: a second request for the page has no timeout.
const PATIENCE = 8_000;
// A copy younger than this is not refreshed.
const FRESH = 60_000;
// The idle timeout of a session (IDLE_MINUTES): personal data does not stay on the device longer than that.
const STALE = 60 * 60_000;
// While requests are sent, the copy is not older than this, so that it expires as long after the last request as the session.
const CONTACT = 5 * 60_000;

const late = new Set();
// Counts how often the copy was dropped: one that was requested before a drop is not stored after it.
let drops = 0;

addEventListener('install', (event) => {
  event.waitUntil((async () => {
    // The files that every page needs, and those that this reader's pages used in the previous build.
    const files = new Set(['praxis.css', 'page.js']);
    for (const name of await caches.keys()) {
      if (!name.startsWith('site-') || name === SITE) continue;
      for (const { url } of await (await caches.open(name)).keys()) files.add(new URL(url).pathname.split('/').slice(3).join('/'));
    }
    const site = await caches.open(SITE);
    await Promise.all([...files].map(async (name) => {
      const path = `/assets/${TAG}/${name}`;
      const answer = await fetch(path);
      if (answer.ok) await site.put(path, answer);
      // A file that this build no longer has.
      else if (answer.status !== 404) throw new Error(`${path}: ${answer.status}`);
    }));
  })());
});

addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== SITE && name !== KNOWN).map((name) => caches.delete(name)));
    await registration.navigationPreload?.enable();
    await clients.claim();
  })());
});

addEventListener('message', (event) => {
  const { go, tag, who, lang, files } = event.data;
  // The reader has pressed "update", or the page is already of this build.
  if (go || tag === TAG) skipWaiting();
  else if (tag) event.source.postMessage('newer');
  if (files) event.waitUntil(Promise.all([keep(files), refresh(who, lang)]));
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else if (request.method === 'POST' && pathname.startsWith('/fn/')) {
    post(event, pathname);
    event.waitUntil(contact());
  }
  // Downloads and API responses are not pages.
  else if (request.mode === 'navigate' && request.method === 'GET' && !/^\/api\/v|\.ics$/.test(pathname)) {
    event.respondWith(page(event));
  }
});

const kept = (request) => caches.match(request, { ignoreVary: true });

async function asset(request) {
  return await kept(request) ?? fetch(request);
}

/** Caches the files of the page, and the texts of one language only. */
async function keep(files) {
  const own = files.filter((file) => file.startsWith(`/assets/${TAG}/`));
  if (own.length === 0) return;
  const site = await caches.open(SITE);
  for (const file of own) await site.match(file) ?? await site.add(file);
  const others = (await site.keys()).filter(({ url }) => url.includes('/text/') && !own.includes(new URL(url).pathname));
  await Promise.all(others.map((other) => site.delete(other)));
}

async function page(event) {
  const { url } = event.request;
  const network = (async () => await event.preloadResponse ?? fetch(event.request))();
  event.waitUntil(network.catch(() => {}));
  const copy = await known();
  // Without a copy there is no timeout.
  const patient = late.delete(url) || !copy;
  try {
    const answer = await (patient ? network : Promise.race([network, tooLate()]));
    // From a proxy, when the server behind it does not answer.
    return copy && [502, 504].includes(answer.status) ? copy : answer;
  } catch (error) {
    if (error === LATE) late.add(url);
    if (copy) return copy;
    throw error;
  }
}

const LATE = new Error('the page takes too long');
const tooLate = () => new Promise((_, failed) => { setTimeout(failed, PATIENCE, LATE); });

function post(event, pathname) {
  const { request } = event;
  const whole = request.mode === 'navigate';
  if (pathname.startsWith('/fn/accounts/') && whole) {
    // The account or the language is about to change; only a response confirms it.
    event.respondWith(sent(request).then(async (answer) => {
      await drop();
      return answer;
    }, () => back(request)));
  } else if (whole) {
    event.respondWith(sent(request).catch(() => back(request)));
  } else if (/^\/fn\/appointments\/(book|change|move)$/.test(pathname)) {
    event.respondWith(fetch(request).then((answer) => {
      event.waitUntil(refresh());
      return answer;
    }));
  }
}

async function sent(request) {
  const answer = await fetch(request);
  if ([502, 504].includes(answer.status)) throw new Error('the practice does not answer');
  return answer;
}

/** Redirects to the page of the form that could not be sent: its URL can be reloaded without sending the form twice. */
const back = ({ referrer }) => Response.redirect(`${referrer.split('#')[0] || '/'}#unsent`, 303);

/** The page to show without a connection. A copy that is too old is deleted. */
async function known() {
  const copy = await kept(COPY);
  if (copy && age(copy) < STALE) return copy;
  if (copy) await drop();
  return kept(PLAIN);
}

/** The page sends a request: this extends the session, and the copy with it. */
async function contact() {
  const copy = await kept(COPY);
  if (copy && age(copy) > CONTACT) await refresh();
}

const age = (copy) => Date.now() - Date.parse(copy.headers.get('date') ?? '');

async function drop() {
  drops += 1;
  await (await caches.open(KNOWN)).delete(COPY);
}

/** Fetches the copies again, unless there is a recent one for this reader in this language. */
async function refresh(who, lang) {
  const copy = await kept(COPY);
  if (copy && who !== undefined) {
    const text = await copy.text();
    const same = text.includes(` data-who="${who}"`) && text.includes(`<html lang="${lang}"`);
    if (same && age(copy) < FRESH) return;
    if (!same) await drop();
  }
  const before = drops;
  const cache = await caches.open(KNOWN);
  const wanted = [];
  for (const path of [PLAIN, COPY]) {
    // In the language of the requesting page, even if the browser's language is another.
    const headers = lang ? { 'accept-language': lang } : {};
    const answer = await fetch(path, { cache: 'no-store', headers }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    // The files of the copy's own build, whichever that is: nothing else is needed to show it.
    const parts = (await answer.clone().text()).match(/\/assets\/[^"]+\.(css|js)(?=")/g) ?? [];
    for (const part of parts) await cache.match(part) ?? await cache.add(part);
    if (before === drops) await cache.put(path, answer);
    wanted.push(path, ...parts);
  }
  const old = (await cache.keys()).filter(({ url }) => !wanted.includes(url.slice(location.origin.length)));
  await Promise.all(old.map((one) => cache.delete(one)));
}
