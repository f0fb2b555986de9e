// Ask the map why there is no edge between two nodes.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';

const panel = (page) => page.getByRole('complementary', { name: 'Selected node' });

stories('why', (story) => {
  story('I ask by keyboard why nobody calls a service, and am told what was looked at', async (page, server) => {
    const service = await startService();
    try {
      await server.post('/registry/services', { name: 'hermit', base_url: service.base_url, environment: 'west' });
      await open(page, '/mesh');
      await open(page, '/mesh?node=hermit&group=environment');
      const other = panel(page).getByLabel('Between it and');
      await other.focus();
      await page.keyboard.type('orche');
      // What is half written stays while the map moves on.
      await server.post('/registry/services', { name: 'recluse', base_url: service.base_url, environment: 'west' });
      await page.getByRole('status').filter({ hasText: /; 2 in open groups\.$/ }).waitFor();
      await page.keyboard.type('strator');
      await page.keyboard.press('Enter');
      await page.waitForURL(/why=orchestrator/);
      const told = (words) => panel(page).getByText(words).waitFor();
      await told(/^hermit → orchestrator: no call in the 60 minutes before \d\d:\d\d, and none is remembered\.$/);
      await told(/^orchestrator → hermit: no call in the 60 minutes before \d\d:\d\d, and none is remembered\.$/);
      await told(/^hermit is registered only since \d\d:\d\d, within this time\.$/);
      await told('Calls that do not go through the gateway are seen in traces alone');
      await told('Through others there is no way either.');

      // The address asks the same of a node that is folded away.
      await open(page, '/mesh?node=hermit&group=environment&why=geo');
      await told(/^geo is folded into environment = demo: its edges are the group's\.$/);
      await open(page, '/mesh?node=hermit&why=nobody');
      await told(/^nobody is no node here/);
      // Of the next one nothing is asked yet.
      await page.getByRole('combobox', { name: 'Find or filter' }).fill('recluse');
      await page.getByText(/^1 of \d+$/).waitFor();
      await page.getByRole('combobox', { name: 'Find or filter' }).press('Enter');
      await panel(page).getByRole('heading', { name: 'recluse', exact: true }).waitFor();
      assert.equal(await other.inputValue(), '');
    } finally {
      service.close();
    }
  }, { timeout: 120_000 });
});
