// node bench/page.mjs <origin> <path>: what a page costs to load, the first time and again: requests that reach the server,
// bytes on the wire, nodes in the document.
import { measure } from './browser.mjs';

const [origin, path] = process.argv.slice(2);

async function load(page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  const kept = new Set();
  let requests = 0;
  let bytes = 0;
  wire.on('Network.requestServedFromCache', ({ requestId }) => kept.add(requestId));
  wire.on('Network.responseReceived', ({ requestId, response }) => { if (response.fromDiskCache) kept.add(requestId); });
  wire.on('Network.requestWillBeSent', () => { requests += 1; });
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await page.goto(origin + path, { waitUntil: 'load' });
  // The event stream never ends, so the network is never idle: the page is loaded when its wasm is.
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.endsWith('.wasm') && responseEnd > 0));
  await page.waitForTimeout(1000);
  await wire.detach();
  return { requests: requests - kept.size, bytes };
}

await measure(async (page) => {
  const first = await load(page);
  const nodes = await page.evaluate(() => document.getElementsByTagName('*').length);
  const again = await load(page);
  return { ...first, nodes, again_requests: again.requests, again_bytes: again.bytes };
});
