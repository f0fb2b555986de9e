// Where pictures are kept; the folder is no part of the repository.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', 'artefacts');

/** The path of an artefact, with its folder made. */
export function artefact(folder, name) {
  const place = join(FOLDER, folder);
  mkdirSync(place, { recursive: true });
  return join(place, name.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-'));
}
