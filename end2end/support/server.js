// A Meshdeck of the stories' own: a real process on a free port, with its own database.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from './wait.js';

const PROGRAM = resolve(process.env.MESHDECK_BIN ?? join(import.meta.dirname, '../../target/debug/meshdeck'));
const SERVICES_OF_DEMO = 17;
const LOG_LINES = 40;

/** Starts a Meshdeck, and waits until it is ready and, with the demo, its whole mesh is registered; a number is so many synthetic services. */
export async function startServer({ demo = true } = {}) {
  const server = new Server(demo);
  await server.start();
  return server;
}

class Server {
  #demo;
  #folder = mkdtempSync(join(tmpdir(), 'meshdeck-story-'));
  #process;
  #log = [];
  #services = new Map();

  /** What it should not have said: panics. */
  troubles = [];

  constructor(demo) {
    this.#demo = demo;
  }

  /** Starts it; once more, on the same port and database. */
  async start() {
    const listen = this.url ? new URL(this.url).host : '127.0.0.1:0';
    const database = `sqlite://${join(this.#folder, 'mesh.db')}`;
    const isLarge = typeof this.#demo === 'number';
    const mode = this.#demo ? [isLarge ? `--demo=${this.#demo}` : '--demo'] : ['--rate-limit', 'off', '--egress-allow', '127.0.0.0/8'];
    const interval = isLarge ? '10s' : '1s';
    const args = ['serve', '--listen', listen, '--database-url', database, '--services-dir', this.#servicesDir(), '--health-interval', interval, ...mode];
    this.#process = spawn(PROGRAM, args, { stdio: ['ignore', 'inherit', 'pipe'] });
    createInterface({ input: this.#process.stderr }).on('line', (line) => this.#read(line));
    await until('Meshdeck is ready', () => this.#isReady());
    if (this.#demo) await until('the demo mesh is registered', () => this.#isPeopled(), 60_000);
  }

  /** Tells it to end, and waits until it has. */
  async stop() {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }

  /** Ends it with all it left: services that were started by hand, and the database. */
  async remove() {
    for (const child of this.#services.values()) child.kill('SIGTERM');
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Kills the process of a service of the demo. */
  killService(name) {
    const found = children(this.#process.pid).filter(({ args }) => args.includes(name) && args.includes(this.url));
    if (found.length !== 1) throw new Error(`${found.length} processes serve ${name}, not one`);
    process.kill(found[0].pid, 'SIGKILL');
  }

  /** Starts a service of the demo by hand, where it was before. */
  async startService(name) {
    const { instances } = await this.get(`/registry/services/${name}`);
    const port = new URL(instances[0].base_url).port;
    this.#services.set(name, spawn(PROGRAM, ['demo', name, '--registry', this.url, '--port', port], { stdio: 'ignore' }));
  }

  /** Writes a file into the directory of service files; without a text it removes it. */
  writeService(file, text) {
    const path = join(this.#servicesDir(), file);
    if (text === undefined) rmSync(path);
    else writeFileSync(path, text);
  }

  #servicesDir() {
    const path = join(this.#folder, 'services');
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** The JSON at a path. */
  async get(path) {
    return this.#ask(path, {});
  }

  /** Posts JSON to a path, and gives the JSON that comes back. */
  async post(path, body) {
    return this.#ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }

  /** Changes what is at a path by JSON, and gives the JSON that comes back. */
  async patch(path, body) {
    return this.#ask(path, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }

  /** Deletes what is at a path. */
  async delete(path) {
    return this.#ask(path, { method: 'DELETE' });
  }

  async #ask(path, request) {
    const answer = await fetch(this.url + path, request);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} gave ${answer.status}: ${text}`);
    return text && JSON.parse(text);
  }

  async #isReady() {
    if (this.#process.exitCode !== null) throw new Error(`it ended: ${this.#log.join('\n')}`);
    return this.url && (await fetch(`${this.url}/health/ready`)).ok;
  }

  async #isPeopled() {
    if (typeof this.#demo === 'number') return Object.keys(await this.get('/registry/health')).length >= this.#demo;
    const { items } = await this.get('/registry/services?limit=100');
    const settled = items.filter(({ health, manual }) => health !== 'unknown' && manual.state !== 'reading');
    return settled.length >= SERVICES_OF_DEMO;
  }

  #read(line) {
    this.#log = [...this.#log.slice(1 - LOG_LINES), line];
    // What a panic says stands on the line after it.
    if (/panicked/.test(line) || /panicked/.test(this.#log.at(-2))) this.troubles.push(line);
    this.url ??= /"url":"(http:[^"]+)"/.exec(line)?.[1];
  }
}

/** The processes that a process started, with their arguments. */
function children(parent) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.filter((pid) => parentOf(pid) === parent).map((pid) => ({ pid, args: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0') }));
}

function parentOf(pid) {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
  } catch {
    // It ended while we looked.
    return undefined;
  }
}
