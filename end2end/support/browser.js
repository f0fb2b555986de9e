// Chromium: the one that the machine has, and pages in it that write down what goes wrong.
import { chromium } from 'playwright-core';

const QUIET = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** How long a page may take to show what is waited for. */
export const PATIENCE_MS = 15_000;

/** How long the first page may take. */
const FIRST_LOAD_MS = 60_000;

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export const openBrowser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });

/** A context: pages that share what the browser keeps of an origin. */
export async function newContext(browser, origin, options = {}) {
  const context = await browser.newContext({ baseURL: origin, viewport: DESK, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(tellBreaches);
  return context;
}

/** A context that has loaded the browser half: a development build's is large, and no story is about that. */
export async function warmContext(browser, origin) {
  const context = await newContext(browser, origin);
  const page = await context.newPage();
  page.setDefaultTimeout(FIRST_LOAD_MS);
  await open(page, '/settings');
  await page.close();
  return context;
}

/** Writes every error, warning and breach of the policy that a context's pages meet to `troubles`; gives what ends that. */
export function watch(context, troubles) {
  const onConsole = (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  };
  const onError = (error) => troubles.push(`uncaught: ${error.error().message}`);
  context.on('console', onConsole).on('weberror', onError);
  return () => context.off('console', onConsole).off('weberror', onError);
}

/** Runs in the page: a breach of the policy is an error on the console, with what was refused. */
function tellBreaches() {
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    console.error(`policy: ${violatedDirective} refused ${blockedURI} ${sample}`);
  });
}

/** Opens a page and waits until it lives: until then nothing answers to hands or keys. */
export async function open(page, path) {
  const response = await page.goto(path, { waitUntil: 'load' });
  await live(page);
  return response;
}

/** Waits until the badge says Live. */
export const live = (page) => badge(page, /^Live$/).waitFor({ state: 'attached' });

/** The badge of the stream, while it says so. */
export const badge = (page, words) => page.getByRole('banner').getByRole('status').filter({ hasText: words });
