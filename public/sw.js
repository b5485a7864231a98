// The worker that stands between an open page and the network. It keeps two things:
// * this build's own files (/assets/<tag>/…), which never change under one address;
// * the page /offline, for when there is no connection: one copy with the reader's next appointments, and a plain one that says
//   nothing of anybody, for when the first is gone or too old.
// No other page and no answer of the server's is ever kept. The server writes the build's tag in here, so that each build is a
// worker of its own; public/page.js says what a page tells it.

const TAG = '__TAG__';
const SITE = `site-${TAG}`;
const KNOWN = 'known';
const COPY = '/offline';
const PLAIN = '/offline?plain';
// A page that has not begun to arrive by then gives way to the copy, once: asked for again, it has all the time it needs.
const PATIENCE = 8_000;
// A copy younger than this is young enough.
const FRESH = 60_000;
// As long as a session lives without a request (IDLE_MINUTES): what is known of somebody does not outlive it on the device.
const STALE = 60 * 60_000;
// While the server is being asked, the copy is not older than this, so that it ends as long after the last contact as the session.
const CONTACT = 5 * 60_000;

const late = new Set();
// Counts the times that the copy was dropped: one that was asked for before is not kept after.
let drops = 0;

addEventListener('install', (event) => {
  event.waitUntil((async () => {
    // What every page wears, and what this reader's pages wore in the build before.
    const files = new Set(['praxis.css', 'page.js']);
    for (const name of await caches.keys()) {
      if (!name.startsWith('site-') || name === SITE) continue;
      for (const { url } of await (await caches.open(name)).keys()) files.add(new URL(url).pathname.split('/').slice(3).join('/'));
    }
    const site = await caches.open(SITE);
    await site.addAll([...files].map((name) => `/assets/${TAG}/${name}`));
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
  // The reader has pressed "update", or has this very build on the screen already.
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
  // What is downloaded, and what is for programs, is no page.
  else if (request.mode === 'navigate' && request.method === 'GET' && !/^\/api\/v|\.ics$/.test(pathname)) {
    event.respondWith(page(event));
  }
});

const kept = (request) => caches.match(request, { ignoreVary: true });

async function asset(request) {
  return await kept(request) ?? fetch(request);
}

/** Keeps what the page wears: the half of the program that is for this reader, and the words of one language. */
async function keep(files) {
  const own = files.filter((file) => file.startsWith(`/assets/${TAG}/`));
  if (own.length === 0) return;
  const site = await caches.open(SITE);
  for (const file of own) await site.match(file) ?? await site.add(file);
  const wanted = [...own, `/assets/${TAG}/praxis.css`, `/assets/${TAG}/page.js`];
  const others = (await site.keys()).filter(({ url }) => !wanted.includes(new URL(url).pathname));
  await Promise.all(others.map((other) => site.delete(other)));
}

async function page(event) {
  const { url } = event.request;
  const network = (async () => await event.preloadResponse ?? fetch(event.request))();
  event.waitUntil(network.catch(() => {}));
  const copy = await known();
  // Without a copy there is nothing better than to wait.
  const patient = late.delete(url) || !copy;
  try {
    const answer = await (patient ? network : Promise.race([network, tooLate()]));
    // A proxy's, when the practice behind it does not answer.
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
    // Who is here, or how they read, is about to change; only an answer tells that it has.
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

/** To where the form stands that could not be sent: that address can be reloaded without sending it twice. */
const back = ({ referrer }) => Response.redirect(`${referrer.split('#')[0] || '/'}#unsent`, 303);

/** What there is to show without a connection. A copy that is too old is gone for good. */
async function known() {
  const copy = await kept(COPY);
  if (copy && age(copy) < STALE) return copy;
  if (copy) await drop();
  return kept(PLAIN);
}

/** The page asks the server for something: the session goes on, and the copy with it. */
async function contact() {
  const copy = await kept(COPY);
  if (copy && age(copy) > CONTACT) await refresh();
}

const age = (copy) => Date.now() - Date.parse(copy.headers.get('date') ?? '');

async function drop() {
  drops += 1;
  await (await caches.open(KNOWN)).delete(COPY);
}

/** Fetches the copies anew, unless there is a young one for this reader in this language. */
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
    // In the language of the page that asks, also where the browser's own is another.
    const headers = lang ? { 'accept-language': lang } : {};
    const answer = await fetch(path, { cache: 'no-store', headers }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    // It wears what was made for it, whichever build that was of: nothing else is needed to show it.
    const parts = (await answer.clone().text()).match(/\/assets\/[^"]+\.(css|js)(?=")/g) ?? [];
    for (const part of parts) await cache.match(part) ?? await cache.add(part);
    if (before === drops) await cache.put(path, answer);
    wanted.push(path, ...parts);
  }
  const old = (await cache.keys()).filter(({ url }) => !wanted.includes(url.slice(location.origin.length)));
  await Promise.all(old.map((one) => cache.delete(one)));
}
