// Loads the parts of the console, each when it is first needed. A part is one file of wasm modules, end to end; what is in
// several parts has one number and is instantiated once.
import { initSync } from './meshdeck.js';

const there = [];
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
  await Promise.all(modules.map((number) => {
    const start = end;
    end += lengths[number];
    return there[number] ??= instantiate(bytes.slice(start, end));
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
