// Waiting for a condition: asked again until it holds, and never longer than a limit.
import { setTimeout as pause } from 'node:timers/promises';

/** Asks `holds` until it gives something truthy, which is given back; `what` says what was waited for. */
export async function until(what, holds, limit_ms = 15_000) {
  const end = Date.now() + limit_ms;
  let last;
  do {
    try {
      const found = await holds();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    await pause(50);
  } while (Date.now() < end);
  throw new Error(`waited ${limit_ms} ms until ${what}; at last: ${last}`);
}
