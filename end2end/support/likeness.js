// How like a graph is to the picture of it that is kept.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact } from './artefacts.js';
import { until } from './wait.js';

const FOLDER = join(import.meta.dirname, '..', 'pictures');

/** How wide the squares are whose mean colours are compared, in pixels: what a letter's edges look like is not the question. */
const SQUARE = 4;

/** Runs in the page before anything else: letters are another machine's, so no canvas has any. */
export function withoutLetters() {
  CanvasRenderingContext2D.prototype.fillText = () => {};
  CanvasRenderingContext2D.prototype.strokeText = () => {};
}

/** Runs in the page before anything else: what draws there says that it is a GPU. */
export function withGpu() {
  const RENDERER = 0x9246;
  const { getParameter } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.getParameter = function told(name) {
    return name === RENDERER ? 'A GPU' : getParameter.call(this, name);
  };
}

/** The graph as a PNG, by the canvas's own pixels. */
export const drawn = (page, name) => rested(name, () => page.getByRole('application').evaluate((canvas) => canvas.toDataURL('image/png').split(',')[1]));

/** The graph as a PNG, as it is seen with all that lies under and over it. */
export const seen = (page, name) => rested(name, async () => (await page.getByRole('application').screenshot()).toString('base64'));

/** A picture that was the same twice; also written where pictures are looked at. */
async function rested(name, take) {
  let before;
  const picture = await until('the graph rests', async () => {
    const now = await take();
    const rests = now === before;
    before = now;
    return rests && Buffer.from(now, 'base64');
  });
  await writeFile(artefact('graph', name), picture);
  return picture;
}

/** The picture that is kept under that name; with MESHDECK_KEEP_PICTURES set, this one from now on. */
export async function kept(name, picture) {
  const path = join(FOLDER, name);
  if (process.env.MESHDECK_KEEP_PICTURES) {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(path, picture);
  }
  return readFile(path);
}

/** The share of what is drawn in either picture that is not the same in both. */
export async function difference(page, one, other) {
  // A page of nobody's has no policy that would keep it from reading what it is given.
  const blank = await page.context().newPage();
  const share = await blank.evaluate(compare, { pictures: [one, other].map((png) => png.toString('base64')), square: SQUARE });
  await blank.close();
  return share;
}

/** Runs in the page: compares two pictures square by square. */
async function compare({ pictures, square }) {
  const FAR = 24;
  const [one, other] = await Promise.all(pictures.map(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const [width, height] = [Math.ceil(bitmap.width / square), Math.ceil(bitmap.height / square)];
    const pen = new OffscreenCanvas(width, height).getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(bitmap, 0, 0, width, height);
    return { width, height, data: pen.getImageData(0, 0, width, height).data };
  }));
  if (one.width !== other.width || one.height !== other.height) return 1;
  const isFar = (a, b, at, from) => [0, 1, 2, 3].some((part) => Math.abs(a[at + part] - b[from + part]) > FAR);
  let [ink, others] = [0, 0];
  for (let at = 0; at < one.data.length; at += 4) {
    // The first square lies in a corner, where nothing is drawn.
    if (!isFar(one.data, one.data, at, 0) && !isFar(other.data, other.data, at, 0)) continue;
    ink += 1;
    others += isFar(one.data, other.data, at, at);
  }
  return others / ink;
}
