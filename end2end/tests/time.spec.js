// Go back in time on the map: to when a service failed, from there to now, and to what changed between.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

/** A moment is kept when its minute is over, so the first comes within a minute and a half of the start, on a slow machine later. */
const MOMENT_MS = 150_000;

/** The slider, once it knows which moments there are. */
const slider = (page) => page.getByRole('slider', { name: 'Moment', disabled: false });
const twin = (page) => page.getByRole('region', { name: 'The mesh as tables' });
const changed = (page) => page.getByRole('complementary', { name: 'What changed' });
const told = (page, name) => twin(page).getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

stories('time', (story) => {
  story('a map of which no moment is kept yet says so', async (page) => {
    await open(page, '/mesh?at=1000000000');
    await page.getByText(/No moment is kept yet|Nothing is kept of that moment/).first().waitFor();
  }, { expected: [/404/] });

  story('I go back to when a service failed, compare it with now, and open what changed', async (page, server) => {
    const [gone, ill] = [await startService(), await startService()];
    try {
      const register = (name, { base_url }) => server.post('/registry/services', { name, base_url });
      await register('was-here', gone);
      await register('was-ill', ill);
      ill.fail(true);
      const isIll = async () => (await server.get('/registry/services/was-ill')).instances[0].health === 'unhealthy';
      await until('it is ill', isIll, 30_000);
      const now = Date.now();
      const kept = await until('a moment is kept of that', async () => {
        const { items } = await server.get('/registry/moments');
        // Two of them: the last is where now begins.
        const [first, last] = items.length > 0 ? [Date.parse(items[0].from), Date.parse(items.at(-1).to)] : [0, 0];
        return last > first && last > now && last / 1000;
      }, MOMENT_MS);
      ill.fail(false);
      await server.delete('/registry/services/was-here');
      await until('it is well again', async () => (await server.get('/registry/services/was-ill')).instances[0].health === 'healthy', 30_000);

      // By keyboard alone: Home is the first moment that is kept, End is now.
      await open(page, '/mesh?view=table');
      await told(page, 'was-ill').getByText(/^healthy/).waitFor();
      await page.getByRole('button', { name: 'Look back' }).press('Enter');
      await slider(page).press('Home');
      await page.waitForURL(/at=\d+/);
      await page.getByText('The mesh as it was at').waitFor();
      await slider(page).press('End');
      await page.waitForURL((url) => !url.search.includes('at='));

      // What is shared is seen as it was.
      await open(page, `/mesh?view=table&at=${kept}`);
      await told(page, 'was-ill').getByText(/^unhealthy/).waitFor();
      await told(page, 'was-here').waitFor();
      const seq = await page.locator('footer').getByText(/^seq /).innerText();
      await until('more happened', async () => (await page.locator('footer').getByText(/^seq /).innerText()) !== seq);
      await told(page, 'was-here').waitFor();

      await page.getByRole('link', { name: 'Compare with now' }).press('Enter');
      await page.waitForURL(/against=\d+/);
      const row = (name) => changed(page).getByRole('listitem').filter({ hasText: name });
      await row('was-here').getByText('gone', { exact: true }).waitFor();
      await row('was-ill').getByText('unhealthy → healthy').waitFor();
      await changed(page).getByRole('link', { name: 'was-ill' }).press('Enter');
      await page.getByRole('complementary', { name: 'Selected node' }).getByRole('heading', { name: 'was-ill' }).waitFor();
      await page.getByRole('link', { name: 'End comparing' }).press('Enter');
      await changed(page).waitFor({ state: 'detached' });
      assert.ok(!page.url().includes('against'));
    } finally {
      gone.close();
      ill.close();
    }
  }, { timeout: 2 * MOMENT_MS });

  story('time is played until it is now', async (page, server) => {
    await until('a moment is kept', async () => (await server.get('/registry/moments')).items.length > 0, MOMENT_MS);
    await open(page, '/mesh');
    await page.getByRole('button', { name: 'Look back' }).press('Enter');
    const play = (name) => page.getByRole('button', { name: `${name} time`, disabled: false });
    await play('Play').waitFor();
    await Promise.all([page.waitForURL(/at=\d+/), play('Play').press('Enter')]);
    await page.waitForURL((url) => !url.search.includes('at='), { timeout: 120_000 });
    await play('Play').waitFor();
  }, { timeout: 2 * MOMENT_MS });
});
