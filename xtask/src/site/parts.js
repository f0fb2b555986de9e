// Loads the parts of the console, each when it is first needed. A part is one file of wasm modules, end to end; what is in
// several parts is instantiated once.
import { initSync } from './meshdeck.js';

const there = new Map();
let shared;

async function instantiate(bytes) {
  // The modules reach each other through the table of the one that every page loads.
  shared ??= { __wasm_split: initSync() };
  await WebAssembly.instantiate(bytes, shared);
}

async function load(file, modules) {
  const answer = await fetch(new URL(file, import.meta.url));
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  let end = 0;
  await Promise.all(modules.map(([name, length]) => {
    const start = end;
    end += length;
    if (!there.has(name)) there.set(name, instantiate(bytes.slice(start, end)));
    return there.get(name);
  }));
}

function part(file, modules) {
  return async (callback, data) => {
    let loaded = true;
    try {
      await load(file, modules);
    } catch (error) {
      console.error(error);
      loaded = false;
    }
    initSync().__indirect_function_table.get(callback)(data, loaded);
  };
}
