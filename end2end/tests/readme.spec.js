// Every curl of the README, run as it stands there against the demo mesh.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';

const run = promisify(execFile);

/** The README's commands, each on one line. */
async function commands() {
  const text = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block.replaceAll('\\\n', ' '));
  return blocks.flatMap((block) => block.split('\n')).filter((line) => line.startsWith('curl '));
}

stories('readme', (story) => {
  story('every request that it shows is answered well', async (page, server) => {
    const service = await startService();
    try {
      const lines = await commands();
      assert.ok(lines.length >= 5, `${lines.length} commands`);
      for (const line of lines) {
        const here = line.replaceAll('http://127.0.0.1:3000', server.url).replaceAll('http://127.0.0.1:8003', service.base_url);
        await run('sh', ['-c', here.replace('curl ', 'curl --silent --show-error --fail-with-body ')]);
      }
    } finally {
      service.close();
    }
  });
});
