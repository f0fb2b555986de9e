// node bench/change.mjs <origin> <base_url>: how long a change of the registry takes until an open page shows it.
import { measure } from './browser.mjs';

const [origin, base_url] = process.argv.slice(2);
const ROUNDS = 11;

await measure(async (page) => {
  await page.goto(`${origin}/services?q=aaa-change`, { waitUntil: 'load' });
  // Hydrated is what answers to events: the first change may come before that, so it is not counted.
  await page.waitForTimeout(3000);
  const times = [];
  for (let round = 0; round <= ROUNDS; round += 1) times.push(await once(page, `aaa-change-${round}`));
  const sorted = times.slice(1).sort((a, b) => a - b);
  return { p50_ms: sorted[Math.floor(sorted.length / 2)], max_ms: sorted.at(-1) };
});

/** Registers a service and waits until its name is in the document. */
async function once(page, name) {
  const seen = page.waitForFunction((name) => document.body.textContent.includes(name), name, { polling: 'raf', timeout: 15000 });
  const begun = performance.now();
  const answer = await fetch(`${origin}/registry/services`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, base_url: `${base_url}` }),
  });
  if (!answer.ok) throw new Error(`registering ${name} gave ${answer.status}: ${await answer.text()}`);
  await seen;
  return performance.now() - begun;
}
