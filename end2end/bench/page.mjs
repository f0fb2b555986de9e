// node bench/page.mjs <origin> <path> [authorization]: what a page costs to load, the first time and again: requests that reach the server,
// bytes on the wire, nodes in the document.
import { measure } from './browser.mjs';

/** For how long a loaded page asks for nothing, in milliseconds. */
const QUIET_MS = 1500;

const [origin, path, authorization] = process.argv.slice(2);

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
  // An event stream never ends, so the network is never idle: the page is loaded when it asks for nothing more.
  for (let before = -1; before !== requests;) {
    before = requests;
    await page.waitForTimeout(QUIET_MS);
  }
  await wire.detach();
  return { requests: requests - kept.size, bytes };
}

await measure(async (page) => {
  if (authorization) await page.setExtraHTTPHeaders({ authorization });
  const first = await load(page);
  const nodes = await page.evaluate(() => document.getElementsByTagName('*').length);
  await page.goto('about:blank');
  const again = await load(page);
  return { ...first, nodes, again_requests: again.requests, again_bytes: again.bytes };
});
