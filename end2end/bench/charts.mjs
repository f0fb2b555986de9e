// node bench/charts.mjs <origin>: how long it takes from a choice of time, by a range and by hand on a chart, until the charts of
// that time are painted. Nothing else may happen on the server: a live page draws itself anew as calls come.
import { measure } from './browser.mjs';

const [origin] = process.argv.slice(2);
const ROUNDS = 20;
const RANGES = ['24 h', '30 d'];

/** Runs in the page: the next event of that kind is the choice; the first frame with other charts is the end. */
function watchCharts(kind) {
  const charts = () => [...document.querySelectorAll('.recorder .drawing')].map((drawing) => drawing.innerHTML).join();
  const before = charts();
  globalThis.painted = new Promise((resolve) => {
    addEventListener(kind, () => {
      const begun = performance.now();
      const observer = new MutationObserver(() => {
        if (charts() === before) return;
        observer.disconnect();
        // What was changed before a frame's callbacks is on the screen when the task after that frame runs.
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
      });
      observer.observe(document.body, { subtree: true, childList: true });
    }, { capture: true, once: true });
  });
}

/** How long it took from what `choose` does, which ends in an event of that kind, to the charts of its time. */
async function painted(page, kind, choose) {
  await page.evaluate(watchCharts, kind);
  await choose();
  return page.evaluate(() => globalThis.painted);
}

const range = (page, words) => page.getByRole('navigation', { name: 'Range' }).getByRole('link', { name: words }).click();

/** Drags over the middle half of the charts. */
async function brush(page) {
  const box = await page.getByRole('application', { name: /^Charts, step by step/ }).boundingBox();
  await page.mouse.move(box.x + box.width * 0.25, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, box.y + 60, { steps: 4 });
  await page.mouse.up();
}

/** All but the first, of which the page was still new; sorted. */
const settled = (times) => times.slice(1).sort((a, b) => a - b);
const p95 = (times) => times[Math.ceil(times.length * 0.95) - 1];

await measure(async (page) => {
  await page.goto(`${origin}/analytics?range=30d`, { waitUntil: 'load' });
  await page.getByRole('banner').getByRole('status').filter({ hasText: /^Live$/ }).waitFor({ state: 'attached' });
  const [ranges, brushes] = [[], []];
  for (let round = 0; round <= ROUNDS; round += 1) {
    ranges.push(await painted(page, 'click', () => range(page, RANGES[round % RANGES.length])));
    brushes.push(await painted(page, 'pointerup', () => brush(page)));
  }
  return { range_to_painted_p95_ms: p95(settled(ranges)), brush_to_painted_p95_ms: p95(settled(brushes)) };
});
