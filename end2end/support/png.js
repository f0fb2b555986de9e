// A PNG file that a page had the browser save.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What `press` has the browser save: its name, its measures, and how many colours are in it. */
export async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const bytes = await readFile(await download.path());
  assert.deepEqual(bytes.subarray(0, 8), SIGNATURE);
  // A page of nobody's has no policy that would keep it from reading what it is given.
  const blank = await page.context().newPage();
  const colours = await blank.evaluate(countColours, bytes.toString('base64'));
  await blank.close();
  return { name: download.suggestedFilename(), width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), colours };
}

/** Runs in the page: how many different colours a picture has. */
async function countColours(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  pen.drawImage(bitmap, 0, 0);
  return new Set(new Uint32Array(pen.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
}
