// A file of stories: one server and one browser for all, a page of its own for each, and no trouble on any.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { artefact } from './artefacts.js';
import { DESK, openBrowser, newContext, warmContext, watch } from './browser.js';
import { startServer } from './server.js';

const STORY_MS = 60_000;

/** What a browser says of a server that does not answer, where that belongs to the story. */
export const AWAY = [/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/];

/** What a browser says after some seconds of what only scripts would have used, where there are none. */
const UNUSED = /was preloaded using link preload but not used/;

/**
 * Describes stories. `tell(story, deck)` is called at once; `deck.server` and `deck.browser` stand when a story runs.
 * `story(title, work, options)` gives `work` a page and the server. Options: `viewport`, `colorScheme`, `timeout`,
 * `scripts: false`, and `expected`: the troubles that belong to the story.
 */
export function stories(title, tell, { demo = true } = {}) {
  describe(title, () => {
    const deck = {};
    before(async () => {
      [deck.server, deck.browser] = await Promise.all([startServer({ demo }), openBrowser()]);
      deck.context = await warmContext(deck.browser, deck.server.url);
    });
    after(async () => {
      await deck.browser?.close();
      await deck.server?.remove();
    });
    const story = (name, work, { timeout = STORY_MS, ...options } = {}) => it(name, { timeout }, () => run(deck, name, work, options));
    tell(story, deck);
  });
}

async function run(deck, name, work, { expected = [], scripts = true, viewport = DESK, colorScheme = 'light' }) {
  deck.plain ??= scripts ? undefined : await newContext(deck.browser, deck.server.url, { javaScriptEnabled: false });
  const context = scripts ? deck.context : deck.plain;
  await context.clearCookies();
  const troubles = [];
  const unwatch = watch(context, troubles);
  const page = await context.newPage();
  deck.server.troubles = [];
  const known = scripts ? expected : [...expected, UNUSED];
  const surprises = () => [...troubles, ...deck.server.troubles].filter((trouble) => !known.some((pattern) => pattern.test(trouble)));
  try {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await work(page, deck.server);
    assert.deepEqual(surprises(), [], 'browser and server have nothing to complain of');
  } catch (error) {
    await page.screenshot({ path: artefact('failed', `${name}.png`) }).catch(() => {});
    if (error.code !== 'ERR_ASSERTION' && surprises().length > 0) error.message += `\nBrowser and server said:\n${surprises().join('\n')}`;
    throw error;
  } finally {
    unwatch();
    await Promise.all(context.pages().map((open) => open.close()));
  }
}
