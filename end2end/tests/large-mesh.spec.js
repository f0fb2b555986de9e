// A mesh of more services than an eye can follow: it is laid out by a part of its own, and stands as calmly as a small one.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { distance, patches } from '../support/canvas.js';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

const SERVICES = 160;

stories('large mesh', (story) => {
  story('a mesh of many services is drawn as a whole, and rests', async (page, server) => {
    const service = await startService();
    try {
      for (let number = 0; number < SERVICES; number += 1) {
        await server.post('/registry/services', { name: `many-${number}`, base_url: service.base_url });
      }
      const parts = [];
      page.on('response', (response) => parts.push(`${response.url().split('/').pop()} ${response.status()}`));
      await open(page, '/mesh');
      let before = [];
      const signs = await until('the graph rests', async () => {
        const now = await patches(page, '--ok');
        const rests = now.length > SERVICES / 2 && now.length === before.length && distance(now[0], before[0]) < 0.5;
        before = now;
        return rests && now;
      });
      assert.ok(parts.includes('mesh_large.bin 200'), parts.join(', '));
      const middle = { x: signs.reduce((sum, { x }) => sum + x, 0) / signs.length, y: signs.reduce((sum, { y }) => sum + y, 0) / signs.length };
      assert.ok(signs.some((sign) => distance(sign, middle) > 200), 'signs spread over the map');
    } finally {
      service.close();
    }
  });
});
