// The official UTCP client for TypeScript, which refuses what its schema does not know, reads the catalogue at a URL and calls a
// tool of each kind.

import assert from 'node:assert/strict';
import { UtcpClient } from '@utcp/sdk';
import '@utcp/http';

// It tells of every step; we want what it judges.
const say = console.log;
console.log = () => {};

const KINDS = {
  'units.convert': [{ value: 12, from: 'mi', to: 'km' }, (output) => Math.abs(output.value - 19.312128) < 1e-6],
  'almanac.moon_phase': [{ date: '2026-11-20' }, (output) => output.phase === 'waxing gibbous'],
  'mcp-files.list_files': [{}, (output) => output.files.some((file) => file.path === 'glossary.md')],
};

const manual = { name: 'deck', call_template_type: 'http', http_method: 'GET', url: `${process.argv[2]}/utcp-manual.json` };
const client = await UtcpClient.create(process.cwd(), { manual_call_templates: [manual] });
const names = new Set((await client.getTools()).map((tool) => tool.name));
for (const [name, [input, isRight]] of Object.entries(KINDS)) {
  // A manual that the client refuses leaves it without tools and throws nothing.
  assert(names.has(`deck.${name}`), `${name} is not among the ${names.size} tools that were read`);
  assert.deepEqual(await client.getRequiredVariablesForRegisteredTool(`deck.${name}`), []);
  const output = await client.callTool(`deck.${name}`, { input });
  assert(isRight(output), `${name} answered ${JSON.stringify(output)}`);
}
await client.close();
say(`utcp (TypeScript): ${names.size} tools read, ${Object.keys(KINDS).length} called`);
