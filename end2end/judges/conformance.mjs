// The official conformance suite of MCP against the catalogue at a URL; conformance.yaml names what it asks in vain.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const suite = here('node_modules/@modelcontextprotocol/conformance/dist/index.js');
const asked = ['server', '--url', `${process.argv[2]}/mcp`, '--suite', 'all', '--expected-failures', here('conformance.yaml')];
const run = spawnSync(process.execPath, ['--import', here('older-node.mjs'), suite, ...asked], { encoding: 'utf8' });

const lines = run.stdout.split('\n');
if (run.status !== 0) {
  console.error(run.stdout, run.stderr);
  process.exit(1);
}
const judged = lines.filter((line) => /^✓ .*: [1-9]\d* passed/.test(line)).length;
const asides = lines.filter((line) => line.startsWith('  ~ ')).length;
if (judged < 7) throw new Error(`only ${judged} scenarios passed:\n${run.stdout}`);
console.log(`conformance: ${judged} scenarios passed, ${asides} do not apply`);
