// The page for one's own photo (src/features/files/view.rs): shows the chosen picture, lets people move and enlarge it in a square, and
// sends that square with its progress. page.js loads this file where an element asks for it. Without it the whole file is posted.

const SIDE = 512;
const QUALITY = 0.9;
// One press of an arrow key moves by this part of the square.
const STEP = 1 / 32;
const MAX_ZOOM = 4;

/** Enhances the section with [data-script=photo]. */
export default function enhance(section) {
  const part = (name) => section.querySelector(`[data-photo=${name}]`);
  const [crop, canvas, zoom, bar, error] = ['crop', 'canvas', 'zoom', 'progress', 'error'].map(part);
  const form = section.querySelector('form');
  const file = form.querySelector('input[type=file]');
  const button = form.querySelector('button[type=submit]');
  const context = canvas.getContext('2d');
  // The picture, and the middle of the visible square in its pixels.
  let picture;
  let [x, y] = [0, 0];

  const clear = () => {
    error.hidden = true;
    crop.hidden = true;
    picture?.close();
    picture = undefined;
  };
  const fail = (text) => {
    error.textContent = text;
    error.hidden = false;
  };

  /** The side of the visible square in the picture's pixels. */
  const seen = () => Math.min(picture.width, picture.height) / (zoom.value / 100);

  const within = (at, length, half) => Math.max(half, Math.min(length - half, at));

  function draw() {
    const side = seen();
    x = within(x, picture.width, side / 2);
    y = within(y, picture.height, side / 2);
    context.fillStyle = '#fff';
    context.fillRect(0, 0, SIDE, SIDE);
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, x - side / 2, y - side / 2, side, side, 0, 0, SIDE, SIDE);
  }

  function move(right, down) {
    x += right;
    y += down;
    draw();
  }

  function enlarge(factor) {
    zoom.value = Math.max(100, Math.min(100 * MAX_ZOOM, zoom.value * factor));
    draw();
  }

  file.addEventListener('change', async () => {
    clear();
    const [chosen] = file.files;
    if (!chosen) return;
    // What the browser cannot read is sent as it is, and the server says what is wrong with it.
    picture = await createImageBitmap(chosen).catch(() => undefined);
    if (file.files[0] !== chosen || !picture) return;
    zoom.value = 100;
    [x, y] = [picture.width / 2, picture.height / 2];
    crop.hidden = false;
    draw();
    canvas.focus();
  });

  zoom.addEventListener('input', () => picture && draw());

  canvas.addEventListener('keydown', (event) => {
    if (!picture || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = seen() * STEP;
    const act = {
      ArrowLeft: () => move(-step, 0),
      ArrowRight: () => move(step, 0),
      ArrowUp: () => move(0, -step),
      ArrowDown: () => move(0, step),
      '+': () => enlarge(1.1),
      '=': () => enlarge(1.1),
      '-': () => enlarge(1 / 1.1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  canvas.addEventListener('wheel', (event) => {
    // Scrolling the page goes on, except where the reader is busy with the picture.
    if (!picture || document.activeElement !== canvas) return;
    event.preventDefault();
    enlarge(event.deltaY < 0 ? 1.05 : 1 / 1.05);
  }, { passive: false });

  // One finger or the mouse moves the picture, two enlarge it.
  const pointers = new Map();
  const spread = () => {
    const [one, other] = [...pointers.values()];
    return Math.hypot(one.x - other.x, one.y - other.y);
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (!picture) return;
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before || !picture) return;
    const now = { x: event.clientX, y: event.clientY };
    const apart = pointers.size === 2 ? spread() : 0;
    pointers.set(event.pointerId, now);
    if (apart) return enlarge(spread() / apart);
    const scale = seen() / canvas.clientWidth;
    if (pointers.size === 1) move((before.x - now.x) * scale, (before.y - now.y) * scale);
  });
  for (const ended of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(ended, (event) => pointers.delete(event.pointerId));
  }

  function send(body) {
    const request = new XMLHttpRequest();
    const done = (failure) => {
      bar.hidden = true;
      button.disabled = false;
      button.removeAttribute('aria-busy');
      if (failure) fail(failure);
    };
    request.open('PUT', section.dataset.to);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      bar.firstElementChild.value = total ? (100 * loaded) / total : 0;
    });
    request.addEventListener('load', () => {
      if (request.status < 300) return location.assign('/profile/photo?saved');
      if (request.status === 401) return location.assign('/sign-in?next=/profile/photo');
      done(request.response?.detail ?? section.dataset.failed);
    });
    for (const ended of ['error', 'abort', 'timeout']) request.addEventListener(ended, () => done(section.dataset.failed));
    error.hidden = true;
    bar.hidden = false;
    bar.firstElementChild.value = 0;
    button.disabled = true;
    button.setAttribute('aria-busy', 'true');
    request.send(body);
  }

  form.addEventListener('submit', (event) => {
    const [chosen] = file.files;
    // Without a file the server's answer names the field.
    if (!chosen) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!picture) return send(chosen);
    canvas.toBlob((square) => send(square ?? chosen), 'image/jpeg', QUALITY);
  }, true);

  // A file that was chosen before this ran.
  if (file.files.length) file.dispatchEvent(new Event('change'));
}
