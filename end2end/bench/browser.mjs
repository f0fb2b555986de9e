// Chromium for a measurement: empty, quiet, and the one that the machine has.
import { chromium } from 'playwright-core';

const quiet = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** Opens an empty page, gives it to `work`, prints the figures that come back. */
export async function measure(work) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: quiet });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    console.log(JSON.stringify(await work(page)));
  } finally {
    await browser.close();
  }
}
