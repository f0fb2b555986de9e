// A small UTCP service of the stories' own: a manual, a health check and one tool, which counts how often it is called.
import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Starts it on a free port; `calls` tells how often its tool was called, `change` gives the tool other parts, `fail` makes it say that
 * it is not well, `close` ends it.
 */
export async function startService() {
  let calls = 0;
  let changed = {};
  let isIll = false;
  const server = createServer((request, response) => {
    const url = new URL(request.url, base());
    const send = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    switch (url.pathname) {
      case '/utcp-manual.json': return send(200, manual(base(), changed));
      case '/health': return send(isIll ? 503 : 200, { status: isIll ? 'unhealthy' : 'healthy' });
      case '/reverse':
        calls += 1;
        return send(200, { reversed: [...url.searchParams.get('text')].reverse().join('') });
      default: return send(404, { error: 'there is nothing here' });
    }
  });
  const base = () => `http://127.0.0.1:${server.address().port}`;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const change = (parts) => { changed = parts; };
  const fail = (is) => { isIll = is; };
  return { base_url: base(), calls: () => calls, change, fail, close };
}

const manual = (base_url, changed) => ({
  utcp_version: '1.0.1',
  manual_version: '1.0.0',
  tools: [{
    name: 'reverse',
    description: 'Writes a text backwards.',
    tags: ['read-only', 'story'],
    inputs: {
      type: 'object',
      properties: { text: { type: 'string', minLength: 1, maxLength: 40, description: 'The text.', examples: ['deck'] } },
      required: ['text'],
      additionalProperties: false,
    },
    outputs: { type: 'object', properties: { reversed: { type: 'string' } }, required: ['reversed'] },
    tool_call_template: { call_template_type: 'http', url: `${base_url}/reverse`, http_method: 'GET' },
    ...changed,
  }],
});
