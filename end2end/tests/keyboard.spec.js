// Use only the keyboard.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

/** What has the focus: its words, and whether one sees that it has. */
const focused = (page) => page.evaluate(() => {
  const { activeElement } = document;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(activeElement);
  const name = activeElement.getAttribute('aria-label') ?? activeElement.textContent.trim().slice(0, 80);
  return { name, isMain: activeElement.id === 'main', isSeen: (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' };
});

stories('keyboard', (story) => {
  story('the first tab leads past the header, to the page', async (page) => {
    await open(page, '/');
    await page.keyboard.press('Tab');
    assert.deepEqual(await focused(page), { name: 'Skip to the page', isMain: false, isSeen: true });
    await page.keyboard.press('Enter');
    assert.ok((await focused(page)).isMain);
  });

  story('tabs go in the order of reading, and one sees where they are', async (page) => {
    await open(page, '/');
    const stops = [];
    for (let stop = 0; stop < 12; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(await focused(page));
    }
    const names = stops.map(({ name }) => name);
    const header = ['Skip to the page', 'Meshdeck, overview', 'Overview', 'Mesh', 'Tools', 'Services', 'Runs', 'Analytics', 'Settings', 'Find a service, tool, run or page'];
    assert.deepEqual(names.slice(0, header.length), header);
    assert.deepEqual(stops.filter(({ isSeen }) => !isSeen), [], 'each shows its focus');
  });

  story('the slash finds, arrows choose, Enter opens', async (page) => {
    await open(page, '/services');
    await page.keyboard.press('/');
    await page.keyboard.type('geo');
    await page.getByRole('option').nth(1).waitFor();
    await page.keyboard.press('ArrowDown');
    await until('the second is chosen', async () => (await page.getByRole('option', { selected: true }).getAttribute('id')) === 'found-1');
    await page.keyboard.press('ArrowUp');
    await page.getByRole('option', { name: /^service\s*geo\b/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/services\/geo$/);
    await page.getByRole('heading', { level: 1, name: 'geo' }).waitFor();
    assert.ok((await focused(page)).isMain, 'the keyboard is on the page that was opened');
  });

  story('Escape leaves the find box', async (page) => {
    await open(page, '/');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('units');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('listbox', { name: 'Found' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    assert.notEqual((await focused(page)).name, 'Find a service, tool, run or page');
  });

  story('the question mark shows the keys, and G with a letter goes to a page', async (page) => {
    await open(page, '/');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.waitForURL(/\/mesh$/);
    await page.getByRole('link', { name: 'Mesh', exact: true, current: 'page' }).first().waitFor();
    assert.ok((await focused(page)).isMain, 'the keyboard is on the page that was opened');
  });

  story('arrows walk the mesh and tell where they are, Enter selects, Escape lets go', async (page) => {
    await open(page, '/mesh');
    const map = page.getByRole('application', { name: /^Map of the mesh/ });
    const told = page.locator('canvas + [aria-live="polite"]');
    await map.focus();
    await until('it tells where the keyboard is', async () => /, (registry|orchestrator|service|caller),/.test(await told.innerText()));
    const first = await told.innerText();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      await page.keyboard.press(key);
    }
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      if ((await told.innerText()) === first) await page.keyboard.press(key);
    }
    const [name] = (await told.innerText()).split(',');
    assert.notEqual(await told.innerText(), first, 'it walked');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Selected node' }).getByRole('heading', { name, exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Selected node' }).waitFor({ state: 'detached' });
  });

  story('arrows walk the tools, T tries one, Ctrl+Enter calls it', async (page) => {
    await open(page, '/tools?q=convert');
    await page.getByRole('searchbox', { name: 'Search the tools' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('link', { name: /^units\.convert/ , current: true }).or(page.getByRole('link', { current: true })).first().waitFor();
    await page.keyboard.press('t');
    await page.waitForURL(/\/tools\/[^/]+\/[^/]+#input$/);
    await until('the input has the focus', async () => page.getByRole('textbox', { name: 'Input' }).evaluate((field) => field === document.activeElement));
    await page.keyboard.press('Control+Enter');
    await page.getByRole('region', { name: 'Answer', exact: true }).getByText('ok', { exact: true }).waitFor();
  });
});
