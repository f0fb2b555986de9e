// Every page, dark and light: nothing that keeps people out, and nothing that a browser complains of; and a picture of each.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { open } from '../support/browser.js';
import { pages } from '../support/pages.js';
import { take } from '../support/pictures.js';
import { stories } from '../support/stories.js';

/** The findings that must not be, one line each. */
async function grave(axe) {
  const { violations } = await axe.analyze();
  const found = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary.replaceAll(/\s+/g, ' ')}`));
}

stories('pages', (story, deck) => {
  for (const [name, path, expected = []] of pages) {
    story(`${name}: keeps nobody out, in light or in dark`, async (page) => {
      await open(page, await path(deck.server));
      assert.deepEqual(await grave(new AxeBuilder({ page })), [], 'in light');
      // The other scheme has the same parts; only what colours tell can differ.
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await grave(new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block'])), [], 'in dark');
      await take(page, name);
    }, { expected, timeout: 120_000 });
  }

  story('I go from page to page, forth and back, and the page is never loaded anew', async (page) => {
    await open(page, '/');
    await page.evaluate(() => { globalThis.notReloaded = true; });
    const places = page.getByRole('navigation', { name: 'Pages', exact: true });
    for (const place of ['Mesh', 'Tools', 'Services', 'Runs', 'Analytics', 'Settings', 'Overview']) {
      await places.getByRole('link', { name: place }).click();
      await page.getByRole('heading', { level: 1, name: place }).waitFor({ state: 'attached' });
      await places.getByRole('link', { name: place, current: 'page' }).waitFor();
    }
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.notReloaded), true);
    const sheets = await page.evaluate(() => [...document.styleSheets].map(({ href }) => href.split('/').at(-1)));
    const features = ['analytics', 'mesh', 'overview', 'runs', 'services', 'settings', 'tools'];
    assert.deepEqual(sheets.toSorted(), ['main', ...features].map((name) => `${name}.css`).toSorted(), 'each came once, with its page');
  });

  story('the theme that I choose is there at once, and still there when I come back', async (page) => {
    await open(page, '/settings');
    await page.getByText('Dark', { exact: true }).click();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const chosen = await ground();
    await open(page, '/');
    assert.equal(await ground(), chosen);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  });

  story('a policy stands on every page that lets nothing foreign in', async (page) => {
    const response = await page.goto('/');
    const policy = response.headers()['content-security-policy'];
    assert.match(policy, /default-src 'self'/);
    assert.match(policy, /script-src 'self' 'nonce-[^']+' 'wasm-unsafe-eval'/);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/);
  });
});
