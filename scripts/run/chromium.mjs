// The dashboard's tests drive a real browser: Debian's chromium, installed where that is possible without asking.
import { existsSync } from 'node:fs';

import { runQuietly } from './run-quietly.mjs';

const CHROMIUM = '/usr/bin/chromium';

/** Always resolves with 0: without a browser the browser tests say so themselves, and all others still run. */
export async function ensureChromium() {
  if (existsSync(CHROMIUM)) return 0;
  const canInstall = existsSync('/etc/debian_version') && process.getuid() === 0;
  if (!canInstall) {
    process.stderr.write(`The browser tests want ${CHROMIUM} (on Debian: apt-get install chromium).\n`);
    return 0;
  }
  await runQuietly({
    title: "Installing Debian's chromium for the browser tests",
    command: ['sh', '-c', 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core'],
    help: 'chromium could not be installed; the browser tests will fail, the others run.',
  });
  return 0;
}
