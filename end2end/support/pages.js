// Every page there is, in one table.

/** An address at which there is nothing is answered with 404, which browsers note on their console. */
const NOT_FOUND = [/Failed to load resource: the server responded with a status of 404/];

const at = (path) => () => path;

/** The page of a run that came to an answer through two tools. */
async function run(server) {
  const { id } = await server.post('/registry/orchestrate', { requirement: 'distance between Paris and Berlin in miles' });
  return `/runs/${id}`;
}

/** The page of the last call. */
async function call(server) {
  const { items } = await (await fetch(`${server.url}/registry/calls?limit=1`)).json();
  return `/calls/${items[0].id}`;
}

/** An alert, opened. */
async function alert(server) {
  const rule = { condition: { kind: 'latency', share: 'p95', above_ms: 250 }, service: 'pricing' };
  await fetch(`${server.url}/registry/alerts/slow-prices`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rule) });
  return '/alerts?alert=slow-prices';
}

/** A report that was made by itself. */
async function report(server) {
  const schedule = `${server.url}/registry/schedules/weekly`;
  const body = JSON.stringify({ when: { every: 'week', weekday: 'monday', hour: 6 } });
  await fetch(schedule, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
  return `/reports/${(await server.post('/registry/schedules/weekly/report')).id}`;
}

/** The pages: a name, what gives the address, and the troubles that belong to it. */
export const pages = [
  ['overview', at('/')],
  ['mesh', at('/mesh')],
  ['mesh as a table', at('/mesh?view=table')],
  ['mesh with a selection', at('/mesh?node=pricing')],
  ['tools', at('/tools')],
  ['tools searched', at('/tools?q=convert')],
  ['tool', at('/tools/units/convert')],
  ['tool parameters', at('/tools/units/convert?tab=parameters')],
  ['tool calls', at('/tools/units/convert?tab=calls')],
  ['tool manual', at('/tools/units/convert?tab=manual')],
  ['services', at('/services')],
  ['services form', at('/services?register=1')],
  ['service', at('/services/pricing')],
  ['runs', at('/runs')],
  ['run', run],
  ['calls', at('/calls')],
  ['calls asked wrongly', at('/calls?query=latency%20%3E%205')],
  ['calls that are not there', at('/calls?caller=nobody-at-all')],
  ['call', call],
  ['alerts', at('/alerts')],
  ['alerts form', at('/alerts?new=1')],
  ['alert', alert],
  ['analytics', at('/analytics')],
  ['analytics asked wrongly', at('/analytics?query=latency%20%3E%201ms')],
  ['report', at('/report')],
  ['report that is kept', report],
  ['settings', at('/settings')],
  ['unknown page', at('/nowhere'), NOT_FOUND],
  ['unknown tool', at('/tools/units/convrt'), NOT_FOUND],
  ['unknown service', at('/services/pricng'), NOT_FOUND],
  ['unknown call', at('/calls/none'), NOT_FOUND],
  ['unknown run', at('/runs/none'), NOT_FOUND],
  ['unknown report', at('/reports/none'), NOT_FOUND],
];
