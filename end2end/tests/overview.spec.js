// Open the overview and see the mesh live.
import { badge, live, open } from '../support/browser.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

/** One of the six figures at the head of the page. */
const figure = (page, name) => page.getByRole('region', { name: 'Figures' }).locator('div').filter({ has: page.getByRole('heading', { name }) }).locator('.value');

stories('overview', (story) => {
  story('I open the overview and see how many services are up, and that what I see is live', async (page) => {
    await open(page, '/');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await figure(page, 'Services up').getByText(/^\d+ of 17$/).waitFor();
    await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'pricing' }).filter({ hasText: 'Open service' }).first().waitFor();
  });

  story('the figures move by themselves as calls go through', async (page) => {
    await open(page, '/');
    const before = await figure(page, 'Calls per minute').innerText();
    await until('the figure has moved', async () => (await figure(page, 'Calls per minute').innerText()) !== before);
  });

  story('I pause, and nothing moves until I resume', async (page) => {
    await open(page, '/');
    await page.getByRole('button', { name: 'Pause' }).click();
    await badge(page, 'Paused').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Resume' }).click();
    await live(page);
  });

  story('a range that I choose stands in the address', async (page) => {
    await open(page, '/');
    await page.getByRole('navigation', { name: 'Range' }).getByRole('link', { name: '24 h' }).click();
    await page.waitForURL(/\?range=24h$/);
    await page.getByText(/against the day before/).waitFor();
  });
});
