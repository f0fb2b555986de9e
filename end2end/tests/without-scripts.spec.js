// Read the pages with scripts off.
import { stories } from '../support/stories.js';

/** What is read is in the document: nothing else has to come. */
const READ = { waitUntil: 'domcontentloaded' };

stories('without scripts', (story) => {
  const read = (title, path, look) => story(title, async (page) => {
    await page.goto(path, READ);
    await look(page);
  }, { scripts: false });

  read('the overview tells how many services are up', '/', async (page) => {
    await page.getByRole('region', { name: 'Figures' }).getByText(/^\d+ of 17$/).waitFor();
    await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
  });

  read('the mesh is a table', '/mesh', async (page) => {
    const nodes = page.getByRole('table').first();
    await nodes.getByRole('rowheader', { name: /geo/ }).waitFor();
    await nodes.getByRole('cell', { name: /^healthy:/ }).first().waitFor();
  });

  read('the tools are listed', '/tools', async (page) => {
    await page.getByRole('region', { name: 'Tools found' }).getByRole('link', { name: /^\w+\.\w+/ }).first().waitFor();
    await page.getByRole('status').filter({ hasText: /\d+ tools/ }).waitFor();
  });

  read('a search for tools is an address', '/tools?q=convert', async (page) => {
    await page.getByRole('region', { name: 'Tools found' }).getByRole('link', { name: 'units.convert', exact: true }).waitFor();
  });

  read('a tool tells what it takes', '/tools/units/convert?tab=parameters', async (page) => {
    await page.getByRole('heading', { level: 1, name: /units\.\s*convert/ }).waitFor();
    await page.getByRole('rowheader', { name: /value/ }).first().waitFor();
  });

  read('the services are a table', '/services', async (page) => {
    await page.getByRole('rowheader', { name: 'pricing' }).waitFor();
    await page.getByRole('cell', { name: /says it is degraded/ }).first().waitFor();
  });

  read('a service tells of its instances', '/services/pricing', async (page) => {
    await page.getByRole('rowheader', { name: /^http:\/\/127\.0\.0\.1:/ }).first().waitFor();
  });

  read('the calls are a table', '/calls', async (page) => {
    await page.getByRole('rowheader', { name: /→ \w+\.\w+/ }).first().waitFor();
  });

  read('the charts are drawn', '/analytics', async (page) => {
    await page.getByRole('img', { name: /latency/i }).first().waitFor();
  });

  read('the report is in words', '/report?range=1h', async (page) => {
    await page.getByText(/had a good answer/).waitFor();
  });

  story('the find box leads to the tools that were searched for', async (page) => {
    await page.goto('/', READ);
    await page.getByRole('combobox', { name: /^Find a service/ }).fill('convert');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tools\?q=convert/);
    await page.getByRole('link', { name: 'units.convert', exact: true }).waitFor();
  }, { scripts: false });

  story('a form that is refused leads back to its page, which says why', async (page) => {
    await page.goto('/report', READ);
    await page.getByText('Set a schedule').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('late');
    await page.getByRole('textbox', { name: 'At, hour in UTC' }).fill('25');
    await page.getByRole('button', { name: 'Save schedule' }).click();
    await page.getByRole('heading', { name: 'Report', level: 1 }).waitFor();
    await page.getByRole('alert').getByText('The schedule is not valid; nothing was kept. `when/hour` is out of range: write 0 to 23, in UTC.').waitFor();
  }, { scripts: false });
});
