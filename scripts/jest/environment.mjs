import { flushCompileCache } from 'node:module';
import process from 'node:process';

import { ModuleMocker } from 'jest-mock';

import { startCosts } from './costs.mjs';
import './runtime.mjs'; // what it loads must be there before the globals are noted

// Nothing is left to do then. Exiting at once spares tearing down a large heap, for which Jest does not wait on a busy machine.
process.once('beforeExit', () => process.exit());

/** What Jest keeps of a file at the global object. */
const JEST_STATE = [
  'EVENT_HANDLERS',
  'TEST_TIMEOUT_SYMBOL',
  'RETRY_TIMES',
  'RETRY_IMMEDIATELY',
  'WAIT_BEFORE_RETRY',
  'LOG_ERRORS_BEFORE_RETRY',
].map((name) => Symbol.for(name));

/** Names of a browser that a test file may add. Libraries that are loaded later would take them for a sign that they run in one. */
const OF_BROWSERS = ['document', 'window', 'location'];

/** The global object as every test file finds it. */
const GLOBALS = describeAll(globalThis);

/**
 * Jest's environment of a test file: Node itself, as in production, instead of a context of its own. There, every use of a global is slow, and
 * an error of a library is not an `Error`. What a file changed at the global object or in the process's environment is undone at its end.
 */
export default class Environment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  fakeTimersModern = null;
  #exit = Object.getOwnPropertyDescriptor(process, 'exit');
  #variables = { ...process.env };
  #endCosts;

  constructor(_config, { testPath }) {
    this.#endCosts = startCosts(testPath);
  }

  async setup() {}

  async teardown() {
    await this.#endCosts();
    flushCompileCache(); // writes what is new: little, and not all at the exit
    Object.defineProperty(process, 'exit', this.#exit); // Jest replaces it for each file
    for (const name of Object.keys(process.env)) if (!(name in this.#variables)) delete process.env[name];
    Object.assign(process.env, this.#variables);
    for (const key of [...JEST_STATE, ...OF_BROWSERS]) delete globalThis[key];
    for (const [key, descriptor] of GLOBALS) {
      const now = Object.getOwnPropertyDescriptor(globalThis, key);
      if (now?.value !== descriptor.value || now?.get !== descriptor.get) Object.defineProperty(globalThis, key, descriptor);
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** None: the runtime evaluates modules in the main context. */
  getVmContext() {
    return undefined;
  }
}

function describeAll(object) {
  return new Map(Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]));
}
