// Every page there is, in one table.

/** The pages, each with its name; `run` is the id of a run that there is. */
export const pages = (run) => [
  ['overview', '/'],
  ['mesh', '/mesh'],
  ['mesh as a table', '/mesh?view=table'],
  ['mesh with a selection', '/mesh?node=pricing'],
  ['tools', '/tools'],
  ['tools searched', '/tools?q=convert'],
  ['tool', '/tools/units/convert'],
  ['tool parameters', '/tools/units/convert?tab=parameters'],
  ['tool calls', '/tools/units/convert?tab=calls'],
  ['tool manual', '/tools/units/convert?tab=manual'],
  ['services', '/services'],
  ['services form', '/services?register=1'],
  ['service', '/services/pricing'],
  ['runs', '/runs'],
  ['run', `/runs/${run}`],
  ['analytics', '/analytics'],
  ['settings', '/settings'],
  ['unknown page', '/nowhere'],
  ['unknown tool', '/tools/units/convrt'],
  ['unknown service', '/services/pricng'],
  ['unknown run', '/runs/none'],
];

/** An address at which there is nothing is answered with 404, which browsers note on their console. */
export const NOT_FOUND = /Failed to load resource: the server responded with a status of 404/;
