// Renders the images of scripts/icons: `node icons.mjs [URL of a demo practice]`. Chromium renders them; the PNGs are written with
// a palette, at a quarter of the size.
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const ROOT = new URL('..', import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), 'utf8');
const [TILE, INK, SOFT] = ['#0b6b63', '#fff', '#def1ee'];
const mark = /<path[^>]* d="([^"]+)"/.exec(read('public/favicon.svg'))[1];
const glyph = (name) => new RegExp(`Self::${name} =>\\s*\\{?\\s*"([^"]+)"`).exec(read('src/ui/icons.rs'))[1];

/** The logo in white. */
const p = () => `<path fill="${INK}" fill-rule="evenodd" d="${mark}"/>`;
const shortcut = (name) =>
  `<rect width="32" height="32" rx="16" fill="${SOFT}"/><path transform="translate(6 6) scale(.8333)" fill="none" stroke="${TILE}" ` +
  `stroke-width="2" stroke-linecap="round" stroke-linejoin="round" d="${glyph(name)}"/>`;
const tile = `<rect width="32" height="32" rx="7" fill="${TILE}"/>${p()}`;
// Devices mask these icons with their own shape; the safe zone is a circle of 80 %.
const whole = `<rect width="32" height="32" fill="${TILE}"/>${p()}`;
const icons = [
  ['icon-192', 192, tile],
  ['icon-512', 512, tile],
  ['maskable-192', 192, whole],
  ['maskable-512', 512, whole],
  ['apple-touch-icon', 180, whole],
  ['shortcut-find', 96, shortcut('Search')],
  ['shortcut-appointments', 96, shortcut('Calendar')],
];
const screens = [
  ['screenshot-narrow', 390, 844],
  ['screenshot-wide', 1280, 800],
];

const crcs = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const crc = body.reduce((crc, byte) => crcs[(crc ^ byte) & 255] ^ (crc >>> 8), 0xffffffff);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return out;
}

/** PNG (RFC 2083) with a palette of the `most` most frequent colours; other pixels get the nearest of them. */
function png(width, height, pixels, most) {
  const counts = new Map();
  const colours = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, most).map(([colour]) => colour);
  const parts = (colour) => [colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255, colour >>> 24];
  const known = palette.map(parts);
  const nearest = new Map();
  for (const colour of counts.keys()) {
    const [r, g, b, a] = parts(colour);
    const far = known.map(([kr, kg, kb, ka]) => (kr - r) ** 2 + (kg - g) ** 2 + (kb - b) ** 2 + (ka - a) ** 2);
    nearest.set(colour, far.indexOf(Math.min(...far)));
  }
  const lines = Buffer.alloc((width + 1) * height);
  colours.forEach((colour, at) => { lines[at + 1 + Math.floor(at / width)] = nearest.get(colour); });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(known.flatMap(([r, g, b]) => [r, g, b]))),
    chunk('tRNS', Buffer.from(known.map(([, , , a]) => a))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const canvas = await browser.newPage();

/** Writes a screenshot as a small PNG. */
async function write(name, drawn, most) {
  const { width, height, data } = await canvas.evaluate(async (url) => {
    const image = await createImageBitmap(await (await fetch(url)).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { width, height, data } = context.getImageData(0, 0, image.width, image.height);
    return { width, height, data: Array.from(data) };
  }, `data:image/png;base64,${drawn.toString('base64')}`);
  const bytes = png(width, height, Uint8Array.from(data), most);
  writeFileSync(new URL(`public/${name}.png`, ROOT), bytes);
  console.log(`public/${name}.png: ${width} × ${height}, ${bytes.length} bytes`);
}

for (const [name, size, drawing] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style><svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 32 32">${drawing}</svg>`);
  await write(name, await page.screenshot({ omitBackground: true }), 64);
  await page.close();
}
const address = process.argv[2];
for (const [name, width, height] of address ? screens : []) {
  const page = await browser.newPage({ viewport: { width, height }, locale: 'en-GB', timezoneId: 'Europe/Paris', colorScheme: 'light', reducedMotion: 'reduce' });
  // The server knows the browser's time zone from the second page on. The demo notice is removed.
  for (const path of ['/', '/doctors']) await page.goto(address + path, { waitUntil: 'networkidle' });
  await page.evaluate(() => document.querySelector('.demo-line')?.remove());
  await write(name, await page.screenshot(), 128);
  await page.close();
}
await browser.close();
