import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { pid } from 'node:process';

import { z } from 'zod';

const Package = z.object({ version: z.string() });

/** The version of Darkroom. */
export const VERSION = Package.parse(JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'))).version;

/** What this process is, for people who look at the system. `app`: such as `worker`. */
export function processIdentity(app: string): { app: string; version: string; host: string; pid: number } {
  return { app, version: VERSION, host: hostname(), pid };
}
