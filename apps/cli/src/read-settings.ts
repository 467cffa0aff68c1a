import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { EXIT, Exit } from './exit-codes.ts';
import type { World } from './world.ts';

/** Where the API is, and what opens it. */
export type Settings = { url?: string; apiKey?: string; tenant?: string; webhookSecret?: string };

type Env = World['env'];

const FIELDS = { url: 'url', api_key: 'apiKey', tenant: 'tenant', webhook_secret: 'webhookSecret' } as const;

/**
 * Reads the settings. The environment wins over the settings file, and a secret may be in a file of its own (`DARKROOM_API_KEY_FILE`).
 * @throws Exit usage for a file that cannot be read, is wrong, or is open to others
 */
export function readSettings(env: Env): Settings {
  const file = readSettingsFile(env);
  const own: Settings = {
    url: env['DARKROOM_URL'],
    apiKey: env['DARKROOM_API_KEY'] ?? readSecretFile(env, 'DARKROOM_API_KEY_FILE'),
    tenant: env['DARKROOM_TENANT'],
    webhookSecret: env['DARKROOM_WEBHOOK_SECRET'] ?? readSecretFile(env, 'DARKROOM_WEBHOOK_SECRET_FILE'),
  } as Settings;
  return { ...file, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) };
}

function readSecretFile(env: Env, name: string): string | undefined {
  const path = env[name];
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Exit(EXIT.usage, `${name}: ${(error as Error).message}`);
  }
}

/** Without `DARKROOM_CONFIG`, a file that is missing is no error. */
function readSettingsFile(env: Env): Settings {
  const named = env['DARKROOM_CONFIG'];
  const folder = env['XDG_CONFIG_HOME'] || join(env['HOME'] ?? homedir(), '.config');
  const path = named || join(folder, 'darkroom', 'settings.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!named && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Exit(EXIT.usage, `The settings file cannot be read: ${(error as Error).message}`);
  }
  const settings = parse(text, path);
  const isOpen = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
  if (isOpen && (settings.apiKey ?? settings.webhookSecret) !== undefined)
    throw new Exit(EXIT.usage, `Others can read ${path}, which has a secret: chmod 600 ${path}`);
  return settings;
}

/** The message quotes nothing of the file: it has secrets. */
function parse(text: string, path: string): Settings {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    fields = undefined;
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new Exit(EXIT.usage, `${path} must be a JSON object.`);
  const settings: Settings = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(FIELDS, name))
      throw new Exit(EXIT.usage, `${path}: "${name}" is unknown. It may have ${Object.keys(FIELDS).join(', ')}.`);
    if (typeof value !== 'string') throw new Exit(EXIT.usage, `${path}: "${name}" must be text.`);
    settings[FIELDS[name as keyof typeof FIELDS]] = value;
  }
  return settings;
}
