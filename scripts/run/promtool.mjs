// Takes promtool, with which the alerts are tested, out of Debian's package of Prometheus, if it is not installed. Prometheus itself is not installed, since
// the package would start it.
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

import { runQuietly } from './run-quietly.mjs';

/** Also in deploy/checks/promtool.ts. */
const FOLDER = join(homedir(), '.cache', 'darkroom', 'promtool');

const SCRIPT = `
set -e
cd "$0"
[ "$(id -u)" -ne 0 ] || apt-get update -qq
apt-get download -qq prometheus
dpkg-deb --fsys-tarfile prometheus_*.deb | tar -xO ./usr/bin/promtool >promtool.part
chmod +x promtool.part
mv promtool.part promtool
rm prometheus_*.deb
`;

/** Always resolves with 0: without promtool the tests that need it are skipped. */
export async function ensurePromtool() {
  const installed = process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, 'promtool')));
  if (installed || existsSync(join(FOLDER, 'promtool')) || !existsSync('/etc/debian_version')) return 0;
  mkdirSync(FOLDER, { recursive: true });
  await runQuietly({
    title: "Taking promtool out of Debian's package, for the tests of the alerts",
    command: ['sh', '-c', SCRIPT, FOLDER],
    help: 'promtool could not be downloaded; the tests that need it will be skipped, the others run.',
  });
  return 0;
}
