// The conformance suite names a function of `fs` that node has from 22 on, for a command that we do not use. On an older node
// it is given one that only says so.

import fs from 'node:fs';
import { register } from 'node:module';

const asModule = (code) => `data:text/javascript,${encodeURIComponent(code)}`;
const shim = asModule(`
  export * from 'node:fs';
  export { default } from 'node:fs';
  export const globSync = () => { throw new Error('this node has no globSync') };
`);

if (!fs.globSync) {
  register(asModule(`
    export const resolve = (name, context, next) =>
      name === 'fs' && context.parentURL?.includes('/conformance/') ? { url: ${JSON.stringify(shim)}, shortCircuit: true } : next(name, context);
  `));
}
