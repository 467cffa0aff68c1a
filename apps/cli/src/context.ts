import { Darkroom, VERSION } from '@darkroom/client';
import type { Command } from 'commander';

import { EXIT, Exit } from './exit-codes.ts';
import { readSettings, type Settings } from './read-settings.ts';
import type { World } from './world.ts';

/** The options that every command takes. */
export type GlobalOptions = { url?: string; tenant?: string; json?: boolean };

/** What a command works with. */
export type Context = {
  world: World;
  json: boolean;
  /** The settings, with the options of the command line. */
  settings: () => Settings;
  /** Made when it is first needed, so that help needs no settings. */
  darkroom: () => Darkroom;
  /** A line on stdout. */
  print: (text: string) => void;
  /** JSON in one line on stdout. */
  printJson: (value: unknown) => void;
};

export function contextOf(world: World, command: Command): Context {
  const { url, tenant, json = false } = command.optsWithGlobals<GlobalOptions>();
  let darkroom: Darkroom | undefined;
  const settings = () => {
    const read = readSettings(world.env);
    return { ...read, ...(url === undefined ? {} : { url }), ...(tenant === undefined ? {} : { tenant }) };
  };
  const connect = () => {
    const read = settings();
    return new Darkroom({
      url: given(read.url, 'Set DARKROOM_URL to the address of the API, or give --url.'),
      apiKey: given(read.apiKey, 'Set DARKROOM_API_KEY to your API key.'),
      tenant: read.tenant,
      headers: { 'user-agent': `darkroom-cli/${VERSION}` },
      maxRetries: 3,
    });
  };
  return {
    world,
    json,
    settings,
    darkroom: () => (darkroom ??= connect()),
    print: (text) => world.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    printJson: (value) => world.stdout.write(`${JSON.stringify(value)}\n`),
  };
}

function given(value: string | undefined, message: string): string {
  if (!value) throw new Exit(EXIT.usage, message);
  return value;
}
