// Watch services come, fail, recover and go, on a page that stays open.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';

/** The open page of a service that is removed asks for it once more, and browsers note that it is not there. */
const GONE = /status of 404 .*\/api\/read\?ask=.*by-hand/;

const row = (page, name) => page.getByRole('row').filter({ has: page.getByRole('rowheader').filter({ has: page.getByRole('link', { name, exact: true }) }) });

stories('services', (story) => {
  story('a service that is killed turns unhealthy with the reason, and healthy when it is started again', async (page, server) => {
    const mesh = await page.context().newPage();
    await open(mesh, '/mesh?view=table');
    await open(page, '/services');
    const geo = row(page, 'geo');
    await geo.getByRole('img', { name: 'healthy', exact: true }).waitFor();

    server.killService('geo');
    await geo.getByRole('img', { name: 'unhealthy' }).waitFor();
    await geo.getByRole('cell', { name: /connection refused/ }).waitFor();
    await row(mesh, 'geo').getByRole('cell', { name: /^unhealthy: connection refused/ }).waitFor();

    await server.startService('geo');
    await geo.getByRole('img', { name: 'healthy', exact: true }).waitFor();
    await row(mesh, 'geo').getByRole('cell', { name: /^healthy: / }).waitFor();
  });

  story('its page tells what happened to it', async (page) => {
    await open(page, '/services/geo');
    const history = page.getByRole('listitem').filter({ hasText: 'unhealthy' });
    await history.first().waitFor();
    await page.getByRole('heading', { name: 'Instances' }).waitFor();
    await page.getByText('Its text, as it was fetched').click();
    await page.getByText('"utcp_version"').waitFor();
  });

  story('a service that registers is on the open page with its tools, and gone when it is removed', async (page, server) => {
    const service = await startService();
    try {
      await open(page, '/services');
      await page.evaluate(() => { globalThis.notReloaded = true; });
      await server.post('/registry/services', { name: 'my-service', base_url: service.base_url, tags: ['custom', 'ai'] });
      await row(page, 'my-service').getByRole('img', { name: 'healthy', exact: true }).waitFor();
      await row(page, 'my-service').getByRole('cell', { name: '1', exact: true }).first().waitFor();

      await row(page, 'my-service').getByRole('link', { name: 'my-service' }).click();
      await page.getByRole('link', { name: 'reverse', exact: true }).first().waitFor();
      await page.goBack();

      await server.delete('/registry/services/my-service');
      await row(page, 'my-service').waitFor({ state: 'detached' });
      assert.equal(await page.evaluate(() => globalThis.notReloaded), true, 'the page was never loaded anew');
    } finally {
      service.close();
    }
  });

  story('its page says from where its tools can be called, and what keeps others from it', async (page, server) => {
    const service = await startService();
    service.change({ name: 'reverse.text' });
    try {
      await server.post('/registry/services', { name: 'judged', base_url: service.base_url });
      await open(page, '/services/judged');
      const table = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'python-utcp' }) });
      const tool = table.getByRole('row').filter({ has: page.getByRole('link', { name: 'reverse.text', exact: true }) });
      assert.deepEqual(await tool.getByRole('cell').allTextContents(), ['yes', 'yes', 'no', 'no', 'yes']);
      await tool.getByText(/may not stand in a name/).waitFor();
    } finally {
      await server.delete('/registry/services/judged');
      service.close();
    }
  });

  story('I hold changes of a service, and approve the one that comes', async (page, server) => {
    const service = await startService();
    try {
      await server.post('/registry/services', { name: 'pinned', base_url: service.base_url });
      await open(page, '/services/pinned');
      await page.getByRole('button', { name: 'Hold changes', pressed: false }).click();
      await page.getByRole('button', { name: 'Hold changes', pressed: true }).waitFor();

      service.change({ description: 'Writes a text backwards, and tells somebody.' });
      // A new instance is a reason to read the manual at once.
      await server.post('/registry/services', { name: 'pinned', base_url: `${service.base_url}/other` });
      const approve = page.getByRole('button', { name: 'Approve reverse' });
      await approve.waitFor();
      await page.getByText('another description').first().waitFor();
      await approve.click();
      await approve.waitFor({ state: 'detached' });
      await page.getByText('held for review').waitFor({ state: 'detached' });
    } finally {
      await server.delete('/registry/services/pinned');
      service.close();
    }
  });

  story('I register a service in the form and remove it on its page', async (page) => {
    const service = await startService();
    try {
      await open(page, '/services');
      await page.getByRole('link', { name: 'Register a service' }).click();
      const form = page.getByRole('form', { name: 'Register a service' });
      await form.getByLabel(/^Name/).fill('by-hand');
      await form.getByLabel(/^Base URL/).fill(service.base_url);
      await form.getByRole('button', { name: 'Register service' }).click();
      await page.waitForURL(/\/services\/by-hand$/);
      await page.getByRole('button', { name: 'Remove service' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
      await page.waitForURL(/\/services$/);
      await row(page, 'by-hand').waitFor({ state: 'detached' });
    } finally {
      service.close();
    }
  }, { expected: [GONE] });

  story('a name that is none is refused at its field, with the remedy', async (page) => {
    await open(page, '/services?register=1');
    const form = page.getByRole('form', { name: 'Register a service' });
    await form.getByLabel(/^Name/).fill('My Service');
    await form.getByLabel(/^Base URL/).fill('http://127.0.0.1:9');
    await form.getByRole('button', { name: 'Register service' }).click();
    await page.getByText(/is not a service name: use/).waitFor();
  });

  story('I change how calls to a service travel, and read it on its page', async (page) => {
    await open(page, '/services/almanac');
    await page.getByText('Change how its calls travel').click();
    const form = page.getByRole('form', { name: 'Change how its calls travel' });
    await form.getByLabel('Spread').selectOption('least connections');
    await form.getByLabel('Retries').fill('1');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('1, where a call may be repeated').waitFor();
    await page.locator('dd', { hasText: 'least connections' }).waitFor();
  });

  story('a circuit opens where calls fail, and closes when the service is back', async (page, server) => {
    await server.patch('/registry/services/units', { breaker: { base_ejection_time_ms: 1000 } });
    await open(page, '/services/units');
    const instances = page.getByRole('table').first();
    await instances.getByRole('cell', { name: 'closed' }).waitFor();

    server.killService('units');
    const call = () => server.post('/registry/tools/units.convert/call', { input: { value: 12, from: 'mi', to: 'km' } }).then(() => 'answered', String);
    while (!(await call()).includes('circuit-open'));
    await instances.getByRole('cell', { name: 'open', exact: true }).waitFor();

    await server.startService('units');
    while ((await call()) !== 'answered');
    await instances.getByRole('cell', { name: 'closed' }).waitFor();
    await open(page, '/');
    await page.getByRole('link', { name: 'units circuit closed' }).first().waitFor();
  });

  story('a service of a file says where it comes from, and that it is stale while the file is broken', async (page, server) => {
    const service = await startService();
    try {
      server.writeService('mirror.toml', `name = "mirror"\nbase_url = "${service.base_url}"\n`);
      await open(page, '/services?q=mirror');
      await row(page, 'mirror').getByRole('cell', { name: 'file', exact: true }).waitFor();
      await row(page, 'mirror').getByRole('link', { name: 'mirror' }).click();
      await page.getByText(/from the file .*mirror\.toml$/).waitFor();

      server.writeService('mirror.toml', 'name = "mirror"\nbase_url = 7\n');
      await page.getByText(/^Stale: the file .*mirror\.toml does not answer well/).waitFor();
      await open(page, '/settings');
      await page.getByText('mirror.toml:2', { exact: true }).waitFor();

      await open(page, '/services?q=mirror');
      await row(page, 'mirror').getByRole('cell', { name: /^stale, as of/ }).waitFor();
      server.writeService('mirror.toml');
      await page.getByText('No service is like that').waitFor();
    } finally {
      service.close();
    }
  });
});
