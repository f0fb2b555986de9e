// Pictures of a page as it stands: dark and light, wide and on a phone, in full length.
import { artefact } from './artefacts.js';
import { DESK, PHONE } from './browser.js';

/** On a busy machine the software renderer now and then never draws the frame that a picture waits for; the next one comes. */
async function picture(page, path) {
  const shot = () => page.screenshot({ path, fullPage: true });
  await shot().catch(shot);
}

/** Takes four pictures of the page; their names tell what, which scheme, how wide. */
export async function take(page, name) {
  for (const viewport of [DESK, PHONE]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await picture(page, artefact('pages', `${name}-${colorScheme}-${viewport.width}.png`));
    }
  }
}
