// `meshdeck serve --demo=240`: so many services, made from a seed, which the registry knows like any other. Ten thousand are the same
// on a machine that has the time.
import assert from 'node:assert/strict';
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

  story('a tool of one of them answers', async (_page, server) => {
    const { output } = await server.post('/registry/tools/platform-1.find/call', { input: { q: 'today' } });
    assert.deepEqual(output, { service: 'platform-1', q: 'today' });
  });
}, { demo: SERVICES });
