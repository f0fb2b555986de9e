// `meshdeck serve --demo=240`: so many services, made from a seed, which the registry knows like any other. Ten thousand are the same
// on a machine that has the time.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { patches } from '../support/canvas.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

const SERVICES = 240;

stories('synthetic mesh', (story) => {
  story('so many services as asked for call each other, and the map draws them all', async (page, server) => {
    const mesh = await until('their calls are told', async () => {
      const told = await server.get('/registry/mesh');
      return told.edges.length > SERVICES && told;
    });
    assert.equal(mesh.nodes.filter(({ kind }) => kind === 'service').length, SERVICES);
    assert.ok(mesh.edges.some(({ provenance }) => provenance.includes('trace')));
    await open(page, '/mesh');
    await until('the map shows them', async () => (await patches(page, '--ok')).length > SERVICES / 4);
  });

  story('the table says how many it lists, and a query finds the others', async (page) => {
    await open(page, '/mesh?view=table');
    await page.getByText(/^2\d\d nodes, of which the 200 worst are listed: a query finds the others$/).waitFor();
    assert.equal(await page.getByRole('row', { name: /accounts-gateway/ }).count() > 0, true);
    await open(page, '/mesh?view=table&query=accounts-gateway');
    await page.getByText(/^1 of 2\d\d nodes$/).waitFor();
  });

  story('a tool of one of them answers', async (page, server) => {
    const { output } = await server.post('/registry/tools/platform-1.find/call', { input: { q: 'today' } });
    assert.deepEqual(output, { service: 'platform-1', q: 'today' });
  });
}, { demo: SERVICES });
