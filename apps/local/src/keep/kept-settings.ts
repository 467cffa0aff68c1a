import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Environment } from '@darkroom/runtime';
import { z } from 'zod';

import { StartError } from '../start-error.ts';

/** Secrets of a local installation. Generated once and kept, so that keys and webhook signatures stay valid. */
const KeptSettings = z.object({
  DARKROOM_API_KEYS: z.string(),
  DARKROOM_ENCRYPTION_KEY: z.string(),
  WEBHOOK_SECRET: z.string(),
  DASHBOARD_USER: z.string(),
  DASHBOARD_PASSWORD: z.string(),
});
export type KeptSettings = z.infer<typeof KeptSettings>;

/** Reads the settings in `settings.json` (readable by the owner only) and generates missing ones; those in the environment win. */
export async function readKeptSettings(home: string, environment: Environment): Promise<KeptSettings> {
  const file = join(home, 'settings.json');
  const kept = { ...madeUp(), ...(await readKept(file)) };
  await writeFile(`${file}.new`, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  const given = Object.keys(kept).flatMap((name) => (environment[name] ? [[name, environment[name]]] : []));
  return { ...kept, ...Object.fromEntries(given) };
}

/** The first key of `tenant:key,tenant:key`. */
export function firstApiKey(settings: KeptSettings): string {
  return (settings.DARKROOM_API_KEYS.split(',')[0] as string).replace(/^[^:]*:/, '').trim();
}

async function readKept(file: string): Promise<{ [Name in keyof KeptSettings]?: string | undefined }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return KeptSettings.partial().parse(JSON.parse(text));
  } catch {
    throw new StartError(`${file} cannot be read. Repair it, or delete it to generate new keys and secrets.`);
  }
}

function madeUp(): KeptSettings {
  return {
    DARKROOM_API_KEYS: `demo:dk_${randomBytes(24).toString('base64url')}`,
    DARKROOM_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    DASHBOARD_USER: 'darkroom',
    DASHBOARD_PASSWORD: randomBytes(9).toString('base64url'),
  };
}
