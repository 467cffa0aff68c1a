// Installs the browser that the dashboard's tests use, Debian's chromium-headless-shell, if that is possible without asking.
import { existsSync } from 'node:fs';

import { runQuietly } from './run-quietly.mjs';

/** As in packages/testkit/src/open-browser.ts: a whole chromium will do, but takes four times the processor time. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';
const CHROMIUM = '/usr/bin/chromium';

const INSTALL = 'apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-dejavu-core';
const ONE_TRY = '-o Acquire::Retries=0 -o Acquire::http::Timeout=10';

/** Always resolves with 0: without a browser only the browser tests fail, with their own message. */
export async function ensureChromium() {
  if (process.env.CHROMIUM || existsSync(HEADLESS_SHELL)) return 0;
  const canInstall = existsSync('/etc/debian_version') && process.getuid() === 0;
  if (canInstall) {
    await runQuietly({
      title: "Installing Debian's chromium-headless-shell for the browser tests",
      command: ['sh', '-c', `${INSTALL} ${ONE_TRY} || { apt-get update -qq ${ONE_TRY} && ${INSTALL}; }`],
      help: existsSync(CHROMIUM)
        ? `It could not be installed; the browser tests use ${CHROMIUM}, which takes longer.`
        : 'It could not be installed; the browser tests will fail, the others run.',
    });
  } else if (!existsSync(CHROMIUM)) {
    process.stderr.write(`The browser tests need ${HEADLESS_SHELL} (on Debian: apt-get install chromium-headless-shell).\n`);
  }
  return 0;
}
