// What stands on the map, found as a person finds it: by its colour.

/** The middle of the largest patch of a token's colour on the canvas, in pixels of the page; nothing where there is none. */
export async function patch(page, token) {
  return (await patches(page, token))[0];
}

/** The middles of all patches of a token's colour, the largest first. */
export async function patches(page, token) {
  return page.getByRole('application').evaluate(findPatches, token);
}

/** Runs in the page: floods each patch of exactly this colour, and leaves out specks. */
function findPatches(canvas, token) {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = `var(${token})`;
  const colour = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
  probe.remove();
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, width, height);
  const isColour = (at) => colour.every((part, channel) => Math.abs(data[at * 4 + channel] - part) <= 1) && data[at * 4 + 3] === 255;
  const seen = new Uint8Array(width * height);
  const box = canvas.getBoundingClientRect();
  const found = [];
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] || !isColour(start)) continue;
    const patch = { size: 0, x: 0, y: 0 };
    const open = [start];
    seen[start] = 1;
    while (open.length > 0) {
      const at = open.pop();
      const [x, y] = [at % width, Math.floor(at / width)];
      patch.size += 1;
      patch.x += x;
      patch.y += y;
      for (const next of [x > 0 && at - 1, x < width - 1 && at + 1, y > 0 && at - width, y < height - 1 && at + width]) {
        if (next !== false && !seen[next] && isColour(next)) {
          seen[next] = 1;
          open.push(next);
        }
      }
    }
    if (patch.size >= 60) found.push(patch);
  }
  const scale = box.width / width;
  return found
    .sort((a, b) => b.size - a.size)
    .map(({ size, x, y }) => ({ size, x: box.x + (x / size) * scale, y: box.y + (y / size) * scale }));
}

/** How far two points are apart. */
export const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
