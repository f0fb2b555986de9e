// Pictures of the states that pages can be in, to be looked at beside the look.
import { badge, open } from '../support/browser.js';
import { take } from '../support/pictures.js';
import { AWAY, stories } from '../support/stories.js';

stories('pictures', (story) => {
  story('the keys', async (page) => {
    await open(page, '/');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await take(page, 'keys');
  });

  story('what the find box finds', async (page) => {
    await open(page, '/');
    await page.keyboard.press('/');
    await page.keyboard.type('con');
    await page.getByRole('option').first().waitFor();
    await take(page, 'found');
  });

  story('an answer of a tool', async (page) => {
    await open(page, '/tools/units/convert');
    await page.getByRole('textbox', { name: 'Input' }).press('Control+Enter');
    await page.getByRole('region', { name: 'Answer', exact: true }).getByText('ok', { exact: true }).waitFor();
    await take(page, 'tool answered');
  });

  story('an input that breaks the schema', async (page) => {
    await open(page, '/tools/units/convert');
    await page.getByRole('textbox', { name: 'Input' }).fill('{"value": "twelve"}');
    await page.getByText(/fields? to fix/).waitFor();
    await take(page, 'tool refused');
  });

  story('a service that failed', async (page, server) => {
    await open(page, '/services');
    server.killService('geo');
    await page.getByRole('img', { name: 'unhealthy' }).first().waitFor();
    await take(page, 'services failed');
    for (const [name, path] of [['overview failed', '/'], ['mesh failed', '/mesh?node=geo'], ['service failed', '/services/geo']]) {
      await open(page, path);
      await take(page, name);
    }
  });

  story('a server that went away', async (page, server) => {
    await open(page, '/');
    await server.stop();
    await badge(page, /^Stale/).waitFor({ state: 'attached' });
    await take(page, 'overview stale');
    await server.start();
  }, { expected: AWAY, timeout: 120_000 });
});

stories('pictures of nothing yet', (story) => {
  for (const [name, path] of [['overview', '/'], ['mesh', '/mesh'], ['tools', '/tools'], ['services', '/services'], ['runs', '/runs'], ['analytics', '/analytics']]) {
    story(`${name}, empty`, async (page) => {
      await open(page, path);
      await take(page, `${name} empty`);
    });
  }
}, { demo: false });
