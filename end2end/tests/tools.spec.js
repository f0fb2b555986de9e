// Find a tool, try it, read the answer.
import assert from 'node:assert/strict';
import { open } from '../support/browser.js';
import { startService } from '../support/service.js';
import { stories } from '../support/stories.js';

const found = (page) => page.getByRole('region', { name: 'Tools found' });
const answer = (page) => page.getByRole('region', { name: 'Answer', exact: true });
const input = (page) => page.getByRole('textbox', { name: 'Input' });
const callTool = (page) => page.getByRole('button', { name: /^Call tool/ });

stories('tools', (story) => {
  story('I search as I type, and see why each tool was found', async (page) => {
    await open(page, '/tools');
    await page.getByRole('searchbox', { name: 'Search the tools' }).pressSequentially('convert');
    await page.waitForURL(/q=convert/);
    await found(page).getByRole('link', { name: 'units.convert', exact: true }).waitFor();
    await found(page).getByText(/name convert/).first().waitFor();
    await page.getByRole('status').filter({ hasText: /\d+ of \d+ tools/ }).waitFor();
  });

  story('I find a tool with the slash, call it with its example, and see the call among the recent ones', async (page) => {
    await open(page, '/');
    await page.keyboard.press('/');
    await page.keyboard.type('units.conv');
    // At once, while the answer is still under way: Enter opens what these words find, not what fewer found.
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tools\/units\/convert$/);
    await page.getByRole('heading', { level: 1, name: /units\.\s*convert/ }).waitFor();

    await page.getByRole('button', { name: 'Fill from example' }).click();
    await callTool(page).click();
    await answer(page).getByText('ok', { exact: true }).waitFor();
    // Latency, size and instance, as "12 ms, 35 B, from 127.0.0.1:8108".
    await answer(page).getByText(/\d\s?m?s, \d.*, from 127\.0\.0\.1:\d+/).waitFor();
    await page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'console' }) }).first().waitFor();
  });

  story('the answer is computed: 12 miles are 19.312128 kilometres', async (page) => {
    await open(page, '/tools/units/convert');
    await input(page).fill('{"value": 12, "from": "mi", "to": "km"}');
    await callTool(page).click();
    await answer(page).getByText(/19\.312128/).first().waitFor();
    await answer(page).getByRole('tab', { name: 'Raw' }).click();
    await answer(page).locator('pre').filter({ hasText: '19.312128' }).waitFor();
  });

  story('a tool is called alike, whether an OpenAPI document or an MCP server describes it', async (page) => {
    await open(page, '/tools/almanac/moon_phase');
    await input(page).fill('{"date": "2026-11-20"}');
    await callTool(page).click();
    await answer(page).getByText('waxing gibbous').first().waitFor();

    await open(page, '/tools/mcp-memory/remember');
    await input(page).fill('{"topic": "picking", "note": "Dock 3 is closed on Friday"}');
    await callTool(page).click();
    await answer(page).getByText('ok', { exact: true }).waitFor();
    await open(page, '/tools/mcp-memory/recall');
    await input(page).fill('{"question": "which dock is closed?"}');
    await callTool(page).click();
    await answer(page).getByRole('tab', { name: 'Raw' }).click();
    await answer(page).locator('pre').filter({ hasText: 'Dock 3 is closed on Friday' }).waitFor();
  });

  story('what breaks the schema is shown with its pointer, and the tool is not called', async (page, server) => {
    const service = await startService();
    try {
      await server.post('/registry/services', { name: 'backwards', base_url: service.base_url });
      await open(page, '/tools/backwards/reverse');
      await input(page).fill('{"text": 7}');
      const problem = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: '/text' }) });
      await problem.getByText(/string/).waitFor();
      await page.getByText('1 field to fix').waitFor();
      await callTool(page).press('Enter');
      await input(page).press('Control+Enter');
      assert.equal(await input(page).evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd)), '7', 'the wrong value is selected');

      await input(page).fill('{"text": "deck"');
      await page.getByRole('button', { name: /^line 1, column/ }).waitFor();

      await input(page).fill('{"text": "deck"}');
      await callTool(page).click();
      await answer(page).getByText(/"?kced"?/).first().waitFor();
      assert.equal(service.calls(), 1, 'it was called once, with the input that fits');
    } finally {
      await server.delete('/registry/services/backwards');
      service.close();
    }
  });

  story('a call that fails says what, why and what was tried', async (page, server) => {
    const service = await startService();
    await server.post('/registry/services', { name: 'gone', base_url: service.base_url });
    service.close();
    await open(page, '/tools/gone/reverse');
    await callTool(page).click();
    await answer(page).getByRole('alert').waitFor();
    await answer(page).getByRole('alert').getByText(/127\.0\.0\.1|instance|refused/).first().waitFor();
    await server.delete('/registry/services/gone');
  }, { expected: [/status of 50[234]/] });

  story('what I type is kept while the page goes on living', async (page, server) => {
    await open(page, '/tools/units/convert');
    await input(page).fill('{"value": 1, "from": "m", "to": "ft"}');
    await server.post('/registry/tools/units.convert/call', { input: { value: 3, from: 'mi', to: 'km' } });
    await page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'anonymous' }) }).first().waitFor();
    assert.equal(await input(page).inputValue(), '{"value": 1, "from": "m", "to": "ft"}');
  });

  story('a tool that there is not leads to those near it', async (page) => {
    await open(page, '/tools/units/convrt');
    await page.getByRole('link', { name: 'units.convert', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /units\.\s*convert/ }).waitFor();
  }, { expected: [/status of 404/] });

  story('I filter by service, and the address keeps it', async (page) => {
    await open(page, '/tools');
    await page.getByRole('link', { name: /^geo/ }).or(page.getByRole('checkbox', { name: /^geo/ })).first().click();
    await page.waitForURL(/service=geo/);
    await found(page).getByRole('link', { name: 'geo.distance', exact: true }).waitFor();
    await found(page).getByRole('link', { name: 'units.convert', exact: true }).waitFor({ state: 'detached' });
  });
});
