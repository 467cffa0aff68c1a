import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const PATIENCE_MS = 300_000;

/**
 * The package would start its own service at once and at every boot. policy-rc.d is Debian's way to forbid the first (exit 101: not
 * allowed); the second is undone afterwards. An existing policy is left alone.
 */
const SCRIPT = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' >"$policy"
  chmod +x "$policy"
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends redis-server
update-rc.d redis-server disable
if command -v systemctl >/dev/null; then systemctl disable redis-server; fi
`;

/** Installs Debian's redis-server without its service. Resolves with whether that worked. */
export async function installRedis(): Promise<boolean> {
  try {
    await run('sh', ['-c', SCRIPT], { timeout: PATIENCE_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    return true;
  } catch {
    return false; // no network or no such package: the caller reports that Redis must come from elsewhere
  }
}
