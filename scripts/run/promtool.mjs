// Takes promtool, with which the alerts are tested, out of Debian's package of Prometheus, if it is not installed; with PROMETHEUS=1 also prometheus, which
// evaluates them. The package itself is not installed, since it would start Prometheus.
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

import { runQuietly } from './run-quietly.mjs';

/** Also in deploy/checks/promtool.ts and prometheus.ts. */
const FOLDER = join(homedir(), '.cache', 'darkroom', 'promtool');

const SCRIPT = `
set -e
cd "$0"
[ "$(id -u)" -ne 0 ] || apt-get update -qq
apt-get download -qq prometheus
for program in "$@"; do
  dpkg-deb --fsys-tarfile prometheus_*.deb | tar -xO "./usr/bin/$program" >"$program.part"
  chmod +x "$program.part"
  mv "$program.part" "$program"
done
rm prometheus_*.deb
`;

/** Always resolves with 0: without promtool the tests that need it are skipped. */
export async function ensurePromtool() {
  const places = [...process.env.PATH.split(delimiter), FOLDER];
  const missing = ['promtool', ...(process.env.PROMETHEUS ? ['prometheus'] : [])].filter(
    (program) => !places.some((folder) => existsSync(join(folder, program))),
  );
  if (missing.length === 0 || !existsSync('/etc/debian_version')) return 0;
  mkdirSync(FOLDER, { recursive: true });
  await runQuietly({
    title: `Taking ${missing.join(' and ')} out of Debian's package, for the tests of the alerts`,
    command: ['sh', '-c', SCRIPT, FOLDER, ...missing],
    help: 'It could not be downloaded; the tests that need it will be skipped, the others run.',
  });
  return 0;
}
