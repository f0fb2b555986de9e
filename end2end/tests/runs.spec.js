// Say what is wanted, and watch how it is done.
import { open } from '../support/browser.js';
import { stories } from '../support/stories.js';

const answer = (page) => page.getByRole('region', { name: 'Answer', exact: true });
const steps = (page) => page.getByRole('table', { name: 'Steps' });

async function ask(page, requirement) {
  await open(page, '/runs');
  await page.getByRole('textbox', { name: 'Requirement' }).fill(requirement);
  await page.getByRole('button', { name: /^Start run/ }).click();
  await page.waitForURL(/\/runs\/r_/);
}

stories('runs', (story) => {
  story('I ask to convert 12 miles to kilometres: the steps and the answer appear, and the run is listed', async (page) => {
    await ask(page, 'convert 12 miles to kilometres');
    await answer(page).getByText(/19\.31/).waitFor();
    await steps(page).getByRole('link', { name: 'units.convert' }).first().waitFor();
    await page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('link', { name: 'Runs' }).click();
    const listed = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'convert 12 miles to kilometres' }) }).first();
    await listed.getByText(/19\.31/).waitFor();
  });

  story('I ask for what takes two tools: the second works with what the first found', async (page) => {
    await ask(page, 'distance between Paris and Berlin in miles');
    // It is 878 km as the crow flies, which are 546 miles.
    await answer(page).getByText(/54[5-6](\.\d+)?\s?(mi|miles)/).waitFor();
    await steps(page).getByRole('link', { name: 'geo.distance' }).first().waitFor();
    await steps(page).getByRole('link', { name: 'units.convert' }).first().waitFor();
  });

  story('what it did not understand it says, and does nothing with it', async (page) => {
    await ask(page, 'sing me a lullaby about gravel');
    await answer(page).getByText(/No answer|Not understood/).first().waitFor();
    await steps(page).waitFor();
  });

  story('an example fills the field, and Ctrl+Enter starts it', async (page) => {
    await open(page, '/runs');
    await page.getByRole('link', { name: 'what weekday is 90 days after 2026-11-20' }).first().click();
    await page.getByRole('textbox', { name: 'Requirement' }).press('Control+Enter');
    await page.waitForURL(/\/runs\/r_/);
    await answer(page).getByText(/Thursday/).waitFor();
  });

  story('a run that another starts is on the open page', async (page, server) => {
    await open(page, '/runs');
    await server.post('/registry/orchestrate', { requirement: 'convert 3 feet to metres' });
    await page.getByRole('row').filter({ has: page.getByRole('link', { name: 'convert 3 feet to metres' }) }).waitFor();
  });
});
