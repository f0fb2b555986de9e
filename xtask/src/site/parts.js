// Loads the parts of the console, each when it is first needed, with the sheet of its page. A part is one file of wasm
// modules, end to end, after their numbers and lengths; what is in several parts has one number and is instantiated once.
import { initSync } from './meshdeck.js';

const there = [];
let shared;

async function instantiate(bytes) {
  // The modules reach each other through the table of the one that every page loads.
  shared ??= { __wasm_split: initSync() };
  await WebAssembly.instantiate(bytes, shared);
}

async function load(file) {
  const answer = await fetch(new URL(file, import.meta.url));
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  const [count] = new Uint32Array(bytes, 0, 1);
  const numbers = new Uint32Array(bytes, 4, 2 * count);
  let end = 4 + 8 * count;
  await Promise.all(Array.from({ length: count }, (_, at) => {
    const start = end;
    end += numbers[2 * at + 1];
    return there[numbers[2 * at]] ??= instantiate(bytes.slice(start, end));
  }));
}

// A page is drawn in its look, or, where that does not come, without it.
function dress(file) {
  const { href } = new URL(file, import.meta.url);
  if ([...document.querySelectorAll('link')].some((link) => link.href === href)) return undefined;
  return new Promise((done) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href, onload: done, onerror: done });
    document.head.append(link);
  });
}

function part(name, sheet) {
  return async (callback, data) => {
    let loaded = true;
    try {
      await Promise.all([load(`${name}.bin`), sheet && dress(sheet)]);
    } catch (error) {
      console.error(error);
      loaded = false;
    }
    initSync().__indirect_function_table.get(callback)(data, loaded);
  };
}

