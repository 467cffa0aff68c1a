// Installs the browser that the dashboard's tests use, Debian's chromium, if that is possible without asking.
import { existsSync } from 'node:fs';

import { runQuietly } from './run-quietly.mjs';

const CHROMIUM = '/usr/bin/chromium';

/** Always resolves with 0: without a browser only the browser tests fail, with their own message. */
export async function ensureChromium() {
  if (existsSync(CHROMIUM)) return 0;
  const canInstall = existsSync('/etc/debian_version') && process.getuid() === 0;
  if (!canInstall) {
    process.stderr.write(`The browser tests need ${CHROMIUM} (on Debian: apt-get install chromium).\n`);
    return 0;
  }
  await runQuietly({
    title: "Installing Debian's chromium for the browser tests",
    command: ['sh', '-c', 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core'],
    help: 'chromium could not be installed; the browser tests will fail, the others run.',
  });
  return 0;
}
