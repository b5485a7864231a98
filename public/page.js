// Optional page features: shows when the connection is lost, offers a new version, keeps half-filled forms over a reload, and
// drafts until they are saved. The server renders the texts (src/site/notices.rs, src/features/appointments/view/notes.rs).
// Pages work without this file.

const { who = '', tag, files, offline } = document.documentElement.dataset;
const { lang } = document.documentElement;
const notice = (name) => document.getElementById(name);
// Set by the service worker when it could not send a form.
const unsent = location.hash === '#unsent';
const show = (name, on = true) => {
  const element = notice(name);
  if (element) element.hidden = !on;
};

// ---- Half-filled forms ------------------------------------------------------------------------------------------------------
// Kept per page for half an hour, in this tab only. `sent` marks a form that is being submitted: it is deleted once that succeeded.
// What is typed without signing in could be anybody's on a shared computer: it is restored only when the reader comes `straight`
// back to the page (another language, a new version, a reload, no connection), and deleted when the page is left.

const KEPT = 'form ';
const HALF_AN_HOUR = 1_800_000;
// Text in a form with [data-draft] is kept until it is saved or discarded, for at most 12 hours.
const DRAFT = 'draft ';
const HALF_A_DAY = 43_200_000;

const entries = () => Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT) || key.startsWith(DRAFT));
const recall = (key) => JSON.parse(sessionStorage.getItem(key));
const remember = (key, entry) => sessionStorage.setItem(key, JSON.stringify(entry));
const forgetAll = () => entries().forEach((key) => sessionStorage.removeItem(key));

const draftLine = (form) => form?.querySelector('[data-draft]');

/** The forms with method POST, each with a key of its path and hidden fields. */
const posting = () => [...document.querySelectorAll('main form[method=post i]')].map((form) => {
  const own = [...form.elements].filter(({ type }) => type === 'hidden').map(({ name, value }) => `${name}=${value}`);
  return [[new URL(form.action).pathname, ...own].join(' '), form];
});

/** The forms without a draft, whose half-filled fields are kept. */
const forms = () => posting().filter(([, form]) => !draftLine(form));

/** The fields that are kept: no hidden ones, and no passwords, not even a visible one. */
const controls = (form) => [...form.elements].filter(({ name, type, autocomplete }) =>
  name && !/^(hidden|password|file|submit|button|reset)$/.test(type) && !/password|one-time/.test(autocomplete) && !/password/.test(name));

const chosen = ({ type }) => type === 'checkbox' || type === 'radio';
const valueOf = (control) => (chosen(control) ? control.checked : control.value);
const touched = (control) => {
  if (chosen(control)) return control.checked !== control.defaultChecked;
  if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected && option.value !== '');
  return control.value !== control.defaultValue;
};

function keep(sent = false, straight = false) {
  const all = forms().map(([key, form]) => [key, form, controls(form)]);
  const worth = all.some(([, form, fields]) => fields.some(touched) || form.querySelector('.error-summary'));
  if (!worth) return;
  const kept = all.map(([key, , fields]) => [key, fields.map((field) => [field.name, valueOf(field), chosen(field) ? field.value : null])]);
  remember(KEPT + location.pathname, { at: Date.now(), who, sent, straight, kept });
}

const [{ type: came } = {}] = performance.getEntriesByType('navigation');
const reloaded = came === 'reload';

/** Deletes entries that are too old, of another account, or successfully sent. */
function sweep() {
  // It was not sent if there was no connection, or if the reader has to sign in first.
  const next = new URLSearchParams(location.search).get('next')?.split('?')[0];
  for (const key of entries()) {
    const entry = recall(key);
    const draft = key.startsWith(DRAFT);
    const tooOld = Date.now() - entry.at > (draft ? HALF_A_DAY : HALF_AN_HOUR);
    const anothers = who && entry.who && who !== entry.who;
    const path = key.slice(KEPT.length);
    const back = path === location.pathname && (unsent || entry.straight || reloaded);
    const through = !draft && entry.sent && !unsent && next !== path;
    // Drafts always belong to an account.
    if (tooOld || anothers || (!entry.who && !back) || through) sessionStorage.removeItem(key);
    else if (!draft) remember(key, { ...entry, sent: false, straight: false });
  }
}

function restore() {
  sweep();
  // The browser itself restores the fields of a page that was left.
  if (!who && came === 'back_forward') forms().forEach(([, form]) => form.reset());
  const key = KEPT + location.pathname;
  const found = recall(key);
  if (!found) return;
  sessionStorage.removeItem(key);
  const here = new Map(forms());
  for (const [key, fields] of found.kept) {
    const now = here.has(key) ? controls(here.get(key)) : [];
    fields.forEach(([name, value, own], index) => {
      const control = now[index];
      if (control?.name !== name || valueOf(control) === value) return;
      // Another option is now in this place: do not select it.
      if (own !== null && own !== control.value) return;
      if (chosen(control)) control.checked = value;
      else control.value = value;
      const closed = control.closest('details');
      if (closed) closed.open = true;
      for (const happened of ['input', 'change']) control.dispatchEvent(new Event(happened, { bubbles: true }));
    });
  }
}

// ---- Drafts -----------------------------------------------------------------------------------------------------------------
// Drafts are health data: kept for the account that typed them, in this tab, and deleted when it signs out in any tab. The server
// renders the line [data-draft] with the saved text in [data-saved].

const same = (one, other) => one.replace(/\r\n?/g, '\n').trim() === other.replace(/\r\n?/g, '\n').trim();
const draftKeys = new WeakMap();
// Drafts from before the page was loaded: the line is shown until they are saved.
const putBack = new Set();

addEventListener('input', ({ target }) => {
  const form = target.form;
  const line = draftLine(form);
  if (!line || !who || !target.matches('textarea')) return;
  const key = DRAFT + posting().find(([, one]) => one === form)?.[0];
  const { saved } = line.dataset;
  if (same(target.value, saved)) {
    sessionStorage.removeItem(key);
    putBack.delete(key);
    line.hidden = true;
    return;
  }
  // `base` is the saved text that the draft started from.
  const base = recall(key)?.base ?? saved;
  remember(key, { at: Date.now(), who, base, text: target.value });
});

addEventListener('submit', ({ target }) => {
  const line = draftLine(target);
  const key = draftKeys.get(target);
  const entry = line && recall(key);
  if (entry) remember(key, { ...entry, sent: line.dataset.saved });
}, true);

addEventListener('click', ({ target }) => {
  const line = target.closest?.('[data-discard]') && target.closest('[data-draft]');
  if (!line) return;
  const field = line.closest('form').querySelector('textarea');
  field.value = line.dataset.saved;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
});

/** Restores drafts into the current forms, and deletes those that have been saved. */
function putDrafts() {
  for (const [name, form] of posting()) {
    const line = draftLine(form);
    if (!line) continue;
    const { saved } = line.dataset;
    const field = form.querySelector('textarea');
    const key = DRAFT + name;
    // The router may reuse one page's form for the next page.
    if ((draftKeys.get(form) ?? key) !== key) field.value = saved;
    draftKeys.set(form, key);
    const found = recall(key);
    const through = found && (same(found.text, saved) || (found.sent !== undefined && found.sent !== saved));
    if (through) sessionStorage.removeItem(key);
    if (!found || through || found.who !== who) {
      putBack.delete(key);
      line.hidden = true;
      continue;
    }
    const changed = !same(found.base, saved);
    line.querySelector('[data-changed]').hidden = !changed;
    // Text that is being typed now needs no line.
    if (field.value !== found.text) putBack.add(key);
    line.hidden = !changed && !putBack.has(key);
    field.value = found.text;
  }
}

/** The router changes pages without loading them, and pages are rendered again after a save. */
function watch() {
  let due = false;
  const look = () => {
    due = false;
    putDrafts();
    enhance();
  };
  look();
  new MutationObserver(() => {
    if (due) return;
    due = true;
    setTimeout(look);
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-saved', 'value'] });
}

// ---- Scripts of single pages -------------------------------------------------------------------------------------------------
// An element with [data-script] asks for the file of that name, which exports a function for it.

const enhanced = new WeakSet();

function enhance() {
  for (const element of document.querySelectorAll('[data-script]')) {
    if (enhanced.has(element)) continue;
    enhanced.add(element);
    // Without it the page works as without JavaScript.
    import(`./${element.dataset.script}.js`).then(({ default: run }) => run(element), () => enhanced.delete(element));
  }
}

// Keeps forms over a reload and, when signed in, over leaving and coming back. With `onItsWay` they are already handled.
let onItsWay = false;
addEventListener('pagehide', () => onItsWay || keep());
// Without a sign-in, a page from the back/forward cache is reloaded without the half-filled form.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted || who || forms().length === 0) return;
  sessionStorage.removeItem(KEPT + location.pathname);
  onItsWay = true;
  location.replace(location.href);
});

const tabs = new BroadcastChannel('praxis');
tabs.addEventListener('message', () => {
  forgetAll();
  onItsWay = true;
});

addEventListener('submit', (event) => {
  const form = event.target;
  // Other forms are sent by the client bundle, which shows the result.
  if (!form.matches('[data-whole]')) return;
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopImmediatePropagation();
    show('net-notice', false);
    show('net-unsent');
  } else if (form.action.endsWith('/accounts/sign-out')) {
    forgetAll();
    tabs.postMessage('signed-out');
    onItsWay = true;
  }
  else {
    const language = form.action.endsWith('/accounts/language');
    keep(!language, language);
    onItsWay = true;
  }
}, true);

// After the session has expired, the reader signs in and comes back.
addEventListener('click', ({ target }) => {
  if (target.closest?.('a[href^="/sign-in"]')) keep();
}, true);

// A link with the role of a button also reacts to the space bar.
addEventListener('keydown', (event) => {
  if (event.key !== ' ' || !event.target.matches?.('a[role=button]')) return;
  event.preventDefault();
  event.target.click();
});

// ---- The connection ---------------------------------------------------------------------------------------------------------

const tell = () => {
  show('net-notice', !navigator.onLine);
  if (navigator.onLine) show('net-unsent', false);
};

/** Removes the personal data of the offline page from the screen when its copy expires (public/sw.js, STALE). */
async function ends() {
  const copy = document.getElementById('known') && await window.caches?.match('/offline', { ignoreVary: true });
  if (!copy) return;
  const left = Date.parse(copy.headers.get('date') ?? '') + 3_600_000 - Date.now();
  setTimeout(() => location.reload(), Math.max(left, 0));
}

/** Replaces the offline page by the page of its URL as soon as that can be loaded. */
function wait() {
  ends();
  // At its own URL there is nothing to load, and its link leads home.
  if (location.pathname === '/offline') return;
  let asked = false;
  const there = () => {
    asked = true;
    location.reload();
  };
  notice('again')?.addEventListener('click', (event) => {
    event.preventDefault();
    there();
  });
  addEventListener('online', there);
  setInterval(async () => {
    // A page that is loading may be slow: another reload would start again.
    if (asked || document.hidden || !navigator.onLine) return;
    const answer = await fetch('/livez', { cache: 'no-store' }).catch(() => undefined);
    if (answer?.ok) there();
  }, 15_000);
}

// ---- The service worker -----------------------------------------------------------------------------------------------------

async function work() {
  const { serviceWorker } = navigator;
  if (!serviceWorker || !tag) return;
  let leaving = false;
  let first = !serviceWorker.controller;
  const registered = await serviceWorker.register('/sw.js', { updateViaCache: 'none' });
  if (!registered) return;

  serviceWorker.addEventListener('message', ({ data }) => data === 'newer' && show('update-notice'));
  // A worker of another build than this page's answers 'newer'; one of this build takes over at once.
  const ask = (worker) => worker?.postMessage({ tag });
  const come = (worker) => worker?.addEventListener('statechange', () => worker.state === 'installed' && !first && ask(worker));
  ask(registered.waiting);
  come(registered.installing);
  registered.addEventListener('updatefound', () => come(registered.installing));
  serviceWorker.addEventListener('controllerchange', () => {
    if (leaving) location.reload();
    // The update was pressed in another tab.
    else if (!first) ask(serviceWorker.controller);
    first = false;
  });

  notice('update-now')?.addEventListener('click', () => {
    keep();
    if (!registered.waiting) return location.reload();
    leaving = true;
    registered.waiting.postMessage({ go: true });
    // The old worker may take a while to stop.
    setTimeout(() => location.reload(), 4_000);
  });
  notice('update-later')?.addEventListener('click', () => show('update-notice', false));
  // Browsers check for a new worker when a page is loaded; this one may stay open for days.
  const look = () => document.hidden || registered.update().catch(() => {});
  document.addEventListener('visibilitychange', look);
  setInterval(look, 3_600_000);

  const { active } = await serviceWorker.ready;
  const own = files?.split(' ').map((name) => `/assets/${tag}/${name}`) ?? [];
  active.postMessage({ who, lang, files: own });
}

// Signed-in readers see the language of their account; this browser keeps it after the session has ended.
const isSecure = location.protocol === 'https:';
const choice = `${isSecure ? '__Host-' : ''}lang=${lang}`;
if (who && !document.cookie.split('; ').includes(choice)) {
  document.cookie = `${choice}; SameSite=Lax; Path=/; Max-Age=31536000${isSecure ? '; Secure' : ''}`;
}
if (offline === undefined) {
  // The page accepts restored values only after hydration, and its forms a moment later.
  new PerformanceObserver((marks) => {
    if (marks.getEntriesByName('hydrated').length) setTimeout(() => { restore(); watch(); }, 50);
  }).observe({ type: 'mark', buffered: true });
  addEventListener('online', tell);
  addEventListener('offline', tell);
  tell();
  if (document.readyState === 'complete') work();
  else addEventListener('load', work);
} else {
  sweep();
  wait();
}
if (unsent) {
  show('net-unsent');
  history.replaceState(history.state, '', location.pathname + location.search);
}
