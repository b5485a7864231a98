// Single-key shortcuts and Ctrl K, for doctors and staff; src/site/jump.rs renders the dialog. Single keys can be switched off
// (WCAG 2.1.4), for this browser.

const OFF = 'single-keys-off';
// The items that J and K step through, and the elements in them that get the focus.
const ITEMS = 'main :is(.list, .request-list, .appointment-cards, .stack.plain, .timeline) > li, main .table tbody > tr';
const STOPS = 'a[href], summary, button';

/** The item `by` places after the focused one, within the list; without a focused one, the first. */
const beside = (all, by) => {
  const at = all.findIndex((one) => one.contains(document.activeElement));
  return all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
};

const step = (by) => beside([...document.querySelectorAll(ITEMS)].filter((item) => item.querySelector(STOPS)), by)?.querySelector(STOPS).focus();

const single = {
  j: () => step(1),
  k: () => step(-1),
  c: () => document.activeElement?.closest('.request')?.querySelector('button[type=submit]')?.click(),
};

/** In the dialog: from the field to the results, and through them. */
const inside = {
  ArrowDown: (links) => beside(links, 1)?.focus(),
  ArrowUp: (links) => (links[0] === document.activeElement ? document.getElementById('jump') : beside(links, -1))?.focus(),
  Enter: (links) => links[0]?.click(),
};

addEventListener('keydown', (event) => {
  const { key, target } = event;
  // Before hydration there is nothing to open.
  if (event.altKey || event.shiftKey || event.isComposing || !performance.getEntriesByName('hydrated').length) return;
  if (event.ctrlKey || event.metaKey) {
    // On a Mac, Ctrl K in a text field deletes the rest of the line.
    const own = event.ctrlKey && /Mac/.test(navigator.platform) && target.closest?.('input, textarea');
    const open = key.toLowerCase() === 'k' && !own && document.querySelector('.jump');
    if (!open) return;
    event.preventDefault();
    open.click();
    return;
  }
  const dialog = target.closest?.('.jump-dialog');
  if (dialog) {
    // A focused link and the switch handle Enter themselves.
    const moves = target.id === 'jump' || target.matches('.jump-places a');
    if (!moves || !inside[key] || (key === 'Enter' && target.id !== 'jump')) return;
    event.preventDefault();
    inside[key]([...dialog.querySelectorAll('.jump-places a')]);
  } else if (single[key] && !(event.repeat && key === 'c') && !localStorage.getItem(OFF) && !target.closest?.('input, textarea, select, dialog, [popover]')) {
    single[key]();
  }
});

const shown = document.getElementById('single-keys');
if (shown) shown.checked = !localStorage.getItem(OFF);
addEventListener('change', ({ target }) => {
  if (target.id !== 'single-keys') return;
  if (target.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
});
