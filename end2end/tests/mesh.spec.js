// Walk the mesh by hand: drag, zoom, select, read the same as a table.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { distance, patch, patches } from '../support/canvas.js';
import { saved } from '../support/png.js';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';
import { until } from '../support/wait.js';

const panel = (page) => page.getByRole('complementary', { name: 'Selected node' });

/** The place of the orchestrator's diamond, once the graph rests. */
async function orchestrator(page) {
  let before;
  return until('the graph rests', async () => {
    const now = await patch(page, '--orch');
    const rests = before && now && distance(before, now) < 0.5;
    before = now;
    return rests && now;
  });
}

/** How many callers the demo has. */
const CALLERS = 4;

async function callers(server) {
  const { nodes } = await (await fetch(`${server.url}/registry/mesh`)).json();
  return nodes.filter((node) => node.kind === 'caller').length;
}

/** How far registry and orchestrator are apart. */
const spread = async (page) => distance(await patch(page, '--registry'), await patch(page, '--orch'));

/** Opens the map while nothing new comes in: it holds still, so that a press shows alone. */
async function openPaused(page) {
  await open(page, '/');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('link', { name: 'Mesh' }).click();
  await orchestrator(page);
}

async function drag(page, from, to) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

/** Calls a tool of the stories' own service. */
async function reverse(server, caller) {
  const headers = { 'content-type': 'application/json', 'x-meshdeck-caller': caller };
  const answer = await fetch(`${server.url}/registry/tools/mirror.reverse/call`, { method: 'POST', headers, body: '{"input":{"text":"deck"}}' });
  assert.equal(answer.status, 200);
}

stories('mesh', (story) => {
  story('I take the whole map along as PNG', async (page) => {
    await openPaused(page);
    await page.getByText('Export', { exact: true }).click();
    const picture = await saved(page, () => page.getByRole('button', { name: 'PNG of the whole map' }).click());
    assert.equal(picture.name, 'mesh.png');
    assert.ok(picture.width > 600 && picture.height > 400 && picture.colours > 20, JSON.stringify(picture));
  });

  story('I hide what I have seen enough of; the box says what is hidden, and brings it back', async (page) => {
    await openPaused(page);
    await open(page, '/mesh?node=orchestrator');
    await panel(page).getByRole('link', { name: 'Hide' }).waitFor();
    await page.keyboard.press('h');
    await until('the orchestrator is gone', async () => !(await patch(page, '--orch')));
    const box = page.getByRole('combobox', { name: 'Find or filter' });
    assert.equal(await box.inputValue(), 'name != orchestrator');
    await page.getByText(/^\d+ of \d+ nodes fit: name != orchestrator$/).waitFor();
    await panel(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Clear' }).click();
    await orchestrator(page);
  });

  story('I open a service into its tools, see who calls which of them, and fold it again', async (page, server) => {
    const service = await startService();
    try {
      await server.post('/registry/services', { name: 'mirror', base_url: service.base_url });
      await until('its tool is read', async () => (await fetch(`${server.url}/registry/tools/mirror.reverse`)).ok);
      for (const caller of ['ann', 'ann', 'bob']) {
        await reverse(server, caller);
      }
      await open(page, '/mesh?node=mirror');
      await panel(page).getByRole('link', { name: 'Show the tools' }).waitFor();
      await panel(page).getByRole('heading', { name: 'Called by 2', exact: true }).waitFor();
      await page.keyboard.press('t');
      await page.waitForURL(/tools=mirror/);
      await panel(page).getByRole('heading', { name: 'Tools 1', exact: true }).waitFor();
      await page.getByRole('list', { name: /^Legend/ }).getByRole('button', { name: 'tool', exact: true }).waitFor();

      await panel(page).getByRole('link', { name: 'reverse', exact: true }).first().press('Enter');
      await panel(page).getByRole('heading', { name: 'reverse', exact: true }).waitFor();
      await panel(page).getByRole('heading', { name: 'Called by 2', exact: true }).waitFor();
      await panel(page).getByText('3 in 60 min').waitFor();
      await panel(page).getByRole('link', { name: 'Open tool' }).waitFor();

      await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Table' }).click();
      const twin = page.getByRole('region', { name: 'The mesh as tables' });
      await twin.getByRole('heading', { name: 'Tools of mirror' }).waitFor();
      const tools = twin.getByRole('table').last();
      assert.deepEqual(await tools.getByRole('rowheader').allTextContents(), ['ann', 'bob']);
      await page.keyboard.press('t');
      await page.waitForURL(/node=mirror(?!.*tools=)/);
      await panel(page).getByRole('link', { name: 'Show the tools' }).waitFor();
    } finally {
      await server.delete('/registry/services/mirror');
      service.close();
    }
  });

  story('I drag a node, and it stays where I put it', async (page, server) => {
    // Who comes later makes the map larger, and everything on it moves a little.
    await until('everyone who calls has called', async () => await callers(server) >= CALLERS, 60_000);
    await open(page, '/mesh');
    const from = await orchestrator(page);
    // Towards the middle, where the map goes on; the edge of the sight may be close on every other side.
    const middle = await patch(page, '--registry');
    const share = 60 / distance(from, middle);
    const to = { x: from.x + (middle.x - from.x) * share, y: from.y + (middle.y - from.y) * share };
    await drag(page, from, to);
    assert.ok(distance(await orchestrator(page), to) < 3);
    // The figures come anew at least once a second; the node must not come back with them.
    const seq = await page.locator('footer').getByText(/^seq /).innerText();
    await until('more calls were seen', async () => (await page.locator('footer').getByText(/^seq /).innerText()) !== seq);
    assert.ok(distance(await orchestrator(page), to) < 3);
  }, { timeout: 120_000 });

  story('a node that I put somewhere is there for everyone who looks, until I let it go', async (page, server) => {
    const pins = async () => (await (await fetch(`${server.url}/registry/views/main/pins`)).json()).items;
    const pinned = (count) => until(`${count} nodes are pinned`, async () => {
      const items = await pins();
      return items.length === count && items;
    });
    await fetch(`${server.url}/registry/views/main/pins`, { method: 'DELETE' });
    await openPaused(page);
    const from = await orchestrator(page);
    const middle = await patch(page, '--registry');
    await drag(page, from, { x: (from.x + middle.x) / 2, y: from.y + 40 });
    const [kept] = await pinned(1);
    assert.equal(kept.node, 'orchestrator');

    // The registry stands in the middle of every map: from there a node lies in the same direction, however large all is shown.
    // The map may move between two looks at it, so one look may be astray.
    const astray = async () => {
      const [diamond, square] = [await orchestrator(page), await patch(page, '--registry')];
      return Math.abs(Math.atan2(diamond.y - square.y, diamond.x - square.x) - Math.atan2(kept.y, kept.x));
    };
    await until('it is where it was dropped', async () => (await astray()) < 0.03);
    await open(page, '/mesh');
    await until('it is where it was put', async () => (await astray()) < 0.03);

    await open(page, '/mesh?node=orchestrator');
    const pin = (pressed) => panel(page).getByRole('button', { name: 'Pin', pressed, exact: true });
    await pin(true).waitFor();
    const held = await orchestrator(page);
    await page.getByRole('application').press('p');
    await pinned(0);
    await pin(false).waitFor();
    await until('it floats again', async () => distance(await orchestrator(page), held) > 3);
    await pin(false).press('Enter');
    await pinned(1);
    await pin(true).waitFor();
    await fetch(`${server.url}/registry/views/main/pins`, { method: 'DELETE' });
    await pin(false).waitFor();
  });

  story('I click a node, and its facts stand beside the map', async (page) => {
    await open(page, '/mesh');
    const at = await orchestrator(page);
    await page.mouse.click(at.x, at.y);
    await panel(page).getByRole('heading', { name: 'orchestrator' }).waitFor();
    await page.waitForURL(/node=orchestrator/);
    await panel(page).getByRole('link', { name: 'Close' }).click();
    await panel(page).waitFor({ state: 'detached' });

    const [service] = (await patches(page, '--ok'));
    await page.mouse.click(service.x, service.y);
    await panel(page).getByRole('heading', { name: 'Instances' }).waitFor();
    await panel(page).getByText('Healthy', { exact: true }).waitFor();
    await panel(page).getByRole('link', { name: 'Open service' }).waitFor();
  });

  for (const path of ['/mesh', '/mesh?view=table']) {
    const tell = async (page) => {
      await page.goto(path);
      const twin = page.getByRole('region', { name: 'The mesh as tables' });
      await twin.getByRole('link', { name: 'geo', exact: true }).click();
      await panel(page).getByRole('heading', { name: 'geo' }).waitFor();
      assert.equal(await twin.count(), 1);
    };
    story(`where scripts are off, ${path} is a table with a panel`, tell, { scripts: false });
  }

  story('the table tells the same as the map, in step with what I selected', async (page) => {
    await open(page, '/mesh?node=geo');
    await panel(page).getByRole('heading', { name: 'geo' }).waitFor();
    await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Table' }).click();
    const twin = page.getByRole('region', { name: 'The mesh as tables' });
    await twin.getByRole('link', { name: 'geo', exact: true, current: true }).waitFor();
    await twin.getByRole('link', { name: 'units', exact: true }).click();
    await panel(page).getByRole('heading', { name: 'units' }).waitFor();
    await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Map' }).click();
    await panel(page).getByRole('heading', { name: 'units' }).waitFor();
    await page.getByRole('application').waitFor();
  });

  story('the buttons zoom out, zoom in and show everything', async (page) => {
    await openPaused(page);
    /** By how much everything grows when a button is pressed. */
    const press = async (name) => {
      const before = await spread(page);
      await page.getByRole('button', { name }).click();
      await orchestrator(page);
      return (await spread(page)) / before;
    };
    // Out first: what is zoomed in upon may leave the sight, and then it cannot be measured.
    assert.ok((await press('Zoom out')) < 0.87);
    assert.ok((await press('Zoom in')) > 1.15);
    assert.ok((await press('Zoom out')) < 0.87);
    assert.ok((await press('Show everything')) > 1.1);
  });

  story('where not all is in view, I am led on by the minimap', async (page) => {
    await openPaused(page);
    const map = await page.getByRole('application').boundingBox();
    await page.mouse.move(map.x + 60, map.y + map.height / 2);
    await page.mouse.wheel(0, -700);
    await until('the registry is out of sight', async () => !(await patch(page, '--registry')));
    // In its middle is the middle of the mesh, where the registry is.
    await page.mouse.click(map.x + map.width - 108, map.y + map.height - 68);
    const registry = await until('the registry is in sight', () => patch(page, '--registry'));
    assert.ok(distance(registry, { x: map.x + map.width / 2, y: map.y + map.height / 2 }) < map.height / 2);
    assert.equal(await panel(page).count(), 0);
  });

  const box = (page) => page.getByRole('combobox', { name: 'Find or filter' });

  story('I find a node by its name on the map', async (page) => {
    await open(page, '/mesh');
    await box(page).fill('invent');
    await page.getByText(/^1 of \d+$/).waitFor();
    await box(page).press('Enter');
    await panel(page).getByRole('heading', { name: 'inventory' }).waitFor();
    // Others have to do with geography; the one that is called so is meant.
    await box(page).fill('geo');
    await page.getByText(/^[2-9] of \d+$/).waitFor();
    await box(page).press('Enter');
    await panel(page).getByRole('heading', { name: 'geo', exact: true }).waitFor();
  });

  story('I ask the map by keyboard alone: what may be written is offered, what fits is counted and explained', async (page) => {
    await open(page, '/mesh');
    await page.keyboard.press('f');
    const offers = page.getByRole('listbox', { name: 'Completions' });
    await offers.getByRole('option', { name: /who is ill/ }).waitFor();
    await page.keyboard.type('kin');
    await offers.getByRole('option', { name: /^kind/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await offers.getByRole('option', { name: /^kind/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('= serv');
    await offers.getByRole('option', { name: /^service/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await box(page).inputValue(), 'kind = service ');
    await page.keyboard.type('units');
    await page.getByText(/^1 of \d+ nodes fits: \d+ fit kind = service, 1 fits units$/).waitFor();
    await page.waitForURL(/query=kind%20%3D%20service%20units/);

    const hide = page.getByRole('button', { name: 'Hide the rest' });
    await patch(page, '--registry');
    await hide.press('Enter');
    await page.waitForURL(/rest=hidden/);
    await until('one node is left', async () => (await patches(page, '--ok')).length === 1 && !(await patch(page, '--orch')));
    // Shared, it is seen like this by others, and in the table.
    await open(page, page.url());
    await until('one node is left', async () => (await patches(page, '--ok')).length === 1 && !(await patch(page, '--orch')));
    await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Table' }).click();
    const twin = page.getByRole('region', { name: 'The mesh as tables' });
    await twin.getByRole('link', { name: 'units', exact: true }).waitFor();
    assert.equal(await twin.getByRole('link', { name: 'orders', exact: true }).count(), 0);
  });

  story('a query that cannot be read says where and why, and the map stays as it is', async (page) => {
    await open(page, '/mesh');
    await box(page).fill('health = purple');
    await page.getByText(/^Character 10: .*purple/).waitFor();
    assert.ok(await patch(page, '--registry'), 'nothing stands back');
  });

  story('the legend filters: only what is degraded stays in the table', async (page) => {
    await open(page, '/mesh');
    await page.getByRole('list', { name: /^Legend/ }).getByRole('button', { name: /degraded/ }).first().click();
    await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Table' }).click();
    const twin = page.getByRole('region', { name: 'The mesh as tables' });
    await twin.getByRole('link', { name: 'pricing', exact: true }).waitFor();
    await twin.getByRole('link', { name: 'units', exact: true }).waitFor({ state: 'detached' });
  });
});
