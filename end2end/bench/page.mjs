// node bench/page.mjs <origin> <path>: what a page costs to load: requests, bytes on the wire, nodes in the document.
import { measure } from './browser.mjs';

const [origin, path] = process.argv.slice(2);

await measure(async (page) => {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  let requests = 0;
  let bytes = 0;
  wire.on('Network.requestWillBeSent', () => { requests += 1; });
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await page.goto(origin + path, { waitUntil: 'load' });
  // The event stream never ends, so the network is never idle: the page is loaded when its wasm is.
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.endsWith('.wasm') && responseEnd > 0));
  await page.waitForTimeout(1000);
  const nodes = await page.evaluate(() => document.getElementsByTagName('*').length);
  return { requests, bytes, nodes };
});
