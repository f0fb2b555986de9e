// Fold a mesh into groups, look into one of them, and fold it again.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';

/** Which services there are beside the demo's 17, and where. */
const HOMES = { 'left-a': 'west', 'left-b': 'west', 'left-c': 'west', 'right-a': 'east', 'right-b': 'east' };

const panel = (page) => page.getByRole('complementary', { name: 'Selected node' });
const twin = (page) => page.getByRole('region', { name: 'The mesh as tables' });
const folded = (page, words) => page.getByRole('status').filter({ hasText: words }).waitFor();

/** Registers them for as long as a story takes. */
async function withServices(server, work) {
  const service = await startService();
  try {
    for (const [name, environment] of Object.entries(HOMES)) {
      await server.post('/registry/services', { name, base_url: service.base_url, environment });
    }
    await work();
  } finally {
    service.close();
  }
}

stories('groups', (story) => {
  story('I fold the map by environment, open one group by keyboard while the other stays folded, and fold it again', (page, server) => withServices(server, async () => {
    await open(page, '/mesh');
    await page.getByRole('combobox', { name: 'Group', exact: true }).selectOption({ label: 'Group: environment' });
    await page.waitForURL(/group=environment/);
    await folded(page, /^All 22 services folded into 3 groups by environment\.$/);

    await open(page, '/mesh?group=environment&node=environment%20%3D%20west');
    await panel(page).getByRole('heading', { name: 'environment = west', exact: true }).waitFor();
    await panel(page).getByRole('heading', { name: 'Services 3', exact: true }).waitFor();
    // The keyboard comes to what is selected; pressed on a selected group, Enter opens it.
    await page.getByRole('application').focus();
    await page.getByRole('application').press('Enter');
    await page.waitForURL(/open=west/);
    await folded(page, /^19 of 22 services folded into 2 groups by environment; 3 in open groups\.$/);
    await panel(page).getByText('This group stands open').waitFor();
    const opened = page.url();
    // The keyboard is now at the first of the group.
    await page.getByRole('application').press('Enter');
    await panel(page).getByRole('heading', { name: 'left-a', exact: true }).waitFor();

    // The address says it, and the table is in step.
    await open(page, `${opened}&view=table`);
    for (const name of ['left-a', 'left-b', 'left-c', 'environment = east']) {
      await twin(page).getByRole('link', { name, exact: true }).waitFor();
    }
    assert.equal(await twin(page).getByRole('link', { name: 'right-a', exact: true }).count(), 0);
    await page.keyboard.press('o');
    await twin(page).getByRole('link', { name: 'environment = west', exact: true }).waitFor();
    await twin(page).getByRole('link', { name: 'left-a', exact: true }).waitFor({ state: 'detached' });
  }), { timeout: 120_000 });

  story('a service that I seek is found in its group, which opens around it', (page, server) => withServices(server, async () => {
    await open(page, '/mesh?group=environment');
    const box = page.getByRole('combobox', { name: 'Find or filter' });
    await box.fill('right-b');
    await page.getByText(/^1 of \d+$/).waitFor();
    await box.press('Enter');
    await panel(page).getByRole('heading', { name: 'right-b', exact: true }).waitFor();
    await folded(page, /^20 of 22 services folded into 2 groups by environment; 2 in open groups\.$/);
    await panel(page).getByRole('link', { name: 'Fold the group' }).click();
    await panel(page).getByRole('heading', { name: 'environment = east', exact: true }).waitFor();
    await panel(page).getByRole('link', { name: 'right-a', exact: true }).waitFor();
    await folded(page, /^All 22 services folded into 3 groups/);
  }), { timeout: 120_000 });

  story('who has no owner stands alone, and that is counted', (page, server) => withServices(server, async () => {
    await open(page, '/mesh?group=owner&view=table');
    await folded(page, /^17 of 22 services folded into \d+ groups by owner; 5 without an owner\.$/);
    await twin(page).getByRole('link', { name: 'left-a', exact: true }).waitFor();
    assert.equal(await twin(page).getByRole('link', { name: 'geo', exact: true }).count(), 0);
  }), { timeout: 120_000 });
});
