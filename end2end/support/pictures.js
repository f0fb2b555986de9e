// Pictures of a page as it stands: dark and light, wide and on a phone, in full length.
import { artefact } from './artefacts.js';
import { DESK, PHONE } from './browser.js';

/** Takes four pictures of the page; their names tell what, which scheme, how wide. */
export async function take(page, name) {
  for (const viewport of [DESK, PHONE]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: artefact('pages', `${name}-${colorScheme}-${viewport.width}.png`), fullPage: true });
    }
  }
}
