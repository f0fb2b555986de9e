// `meshdeck serve --demo=240`: so many services, made from a seed, which the registry knows like any other. Ten thousand are the same
// on a machine that has the time.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { patch } from '../support/canvas.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

const SERVICES = 240;

stories('synthetic mesh', (story) => {
  story('so many services as asked for are registered and call each other', async (_page, server) => {
    const mesh = await until('their calls are told', async () => {
      const told = await server.get('/registry/mesh');
      return told.edges.length > SERVICES && told;
    });
    assert.equal(mesh.nodes.filter(({ kind }) => kind === 'service').length, SERVICES);
    assert.ok(mesh.edges.some(({ provenance }) => provenance.includes('trace')));
  });

  story('who comes to their map from the table sees them in their colours', async (page) => {
    const large = page.waitForResponse(/mesh_large/);
    await open(page, '/mesh?view=table');
    await large;
    await page.getByRole('region', { name: 'The mesh as tables' }).getByRole('heading', { name: 'Nodes' }).waitFor();
    await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Map' }).click();
    await until('the ground is paper', () => patch(page, '--paper'));
  });

  story('a tool of one of them answers', async (_page, server) => {
    const { output } = await until('its manual is read', () => server.post('/registry/tools/platform-1.find/call', { input: { q: 'today' } }).catch(() => false));
    assert.deepEqual(output, { service: 'platform-1', q: 'today' });
  });
}, { demo: SERVICES });
