// The tasks of run.mjs. Each installs first and resolves with an exit code.
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled, pnpm } from './install.mjs';
import { ensurePromtool } from './promtool.mjs';
import { runChild } from './run-child.mjs';

const NODE = 'node_modules/.bin/node';

/** The gate, cheapest checks first; the first failure ends it. Tests run after it, so that their summary is the last line. */
const GATES = ['format:check', 'lint', 'boundaries', 'typecheck', 'openapi'];

export const tasks = {
  start: async (args) => (await ensureInstalled()) || runChild(NODE, ['apps/local/src/main.ts', ...args], { linked: true }),
  test: async (args) => (await ensureInstalled()) || (await ensureTools()) || jest(...args),
  bench: async (args) => (await ensureInstalled()) || node('bench/src/main.ts', ...args),
  storm: async (args) => (await ensureInstalled()) || node('e2e/storm/main.ts', ...args),
  simulate: async (args) => (await ensureInstalled()) || node('e2e/simulation/main.ts', ...args),
  soak: async (args) => (await ensureInstalled()) || node('e2e/soak/main.ts', ...args),
  pictures: async (args) => (await ensureInstalled()) || (await ensureChromium()) || node('e2e/pictures/main.ts', ...args),
  release: async (args) => (await ensureInstalled()) || node('deploy/release/main.ts', ...args),
  check: async () => (await ensureInstalled()) || gates(),
  verify: async (args) => (await ensureInstalled()) || (await gates()) || (await ensureTools()) || jest(...args),
  /** Runs one command with everything pinned on its PATH, including pnpm: turbo runs the packages' scripts with it. */
  exec: async (args) => (await ensureInstalled()) || runChild('npx', ['--yes', '--package', pnpm, '--', ...args]),
};

/** What tests need besides packages. */
async function ensureTools() {
  return (await ensureChromium()) || (await ensurePromtool());
}

async function gates() {
  for (const gate of GATES) {
    process.stdout.write(`\n── ${gate}\n`);
    const code = await runChild('npm', ['run', '--silent', gate]);
    if (code !== 0) {
      process.stderr.write(`\nStopped at ${gate}. To see it again: npm run ${gate}\n`);
      return code;
    }
  }
  return 0;
}

function jest(...args) {
  return node('--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', ...args);
}

function node(...args) {
  return runChild(NODE, args);
}
