import type { KeyRequest } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readList, readWholeNumber } from '../../read-options.ts';
import { formatTable } from '../../terminal/table.ts';
import { widthOf } from '../../terminal/text.ts';
import type { World } from '../../world.ts';

type Options = { scopes: string[]; expires?: string; rateLimit?: number };

/** `darkroom keys`. */
export function addKeys(program: Command, world: World, run: Run): void {
  const keys = program.command('keys').description('list API keys; create and revoke them');
  keys
    .command('list', { isDefault: true })
    .description('list API keys')
    .action(run(async (command) => listKeys(contextOf(world, command))));
  keys
    .command('create')
    .description('create a key, and print it this one time')
    .argument('<name>', 'what it is for')
    .requiredOption('--scopes <list>', 'any of read,submit,manage,webhooks,admin', readList)
    .option('--expires <time>', 'when it ends, such as 2030-01-01T00:00:00Z; default: never')
    .option('--rate-limit <number>', 'requests a minute', readWholeNumber)
    .action(run(async (command, name: string) => createKey(contextOf(world, command), name, command.opts<Options>())));
  keys
    .command('revoke')
    .description('revoke a key, for ever')
    .argument('<id>', 'the id of the key, such as key_…')
    .action(
      run(async (command, id: string) => {
        await contextOf(world, command).darkroom().keys.revoke(id, { signal: world.interrupted });
        return EXIT.done;
      }),
    );
}

async function listKeys(context: Context): Promise<number> {
  const { world } = context;
  const keys = await context.darkroom().keys.list({ limit: 100 }, { signal: world.interrupted }).toArray();
  if (context.json) for (const key of keys) context.printJson(key);
  else {
    const stateOf = ({ revoked_at: revoked, expires_at: expires }: (typeof keys)[number]) =>
      revoked ? 'revoked' : expires && Date.parse(expires) <= world.now() ? 'expired' : 'works';
    const rows = keys.map((key) => [key.id, key.name, stateOf(key), key.last_used_at ?? 'never used', key.scopes.join(',')]);
    context.print(formatTable(['ID', 'NAME', 'STATE', 'LAST USED', 'SCOPES'], rows, widthOf(world.stdout)));
  }
  return EXIT.done;
}

async function createKey(context: Context, name: string, { scopes, expires, rateLimit }: Options): Promise<number> {
  const { world } = context;
  const body = { name, scopes, expires_at: expires, rate_limit: rateLimit } as KeyRequest;
  const created = await context.darkroom().keys.create(body, { signal: world.interrupted });
  if (context.json) context.printJson(created);
  else if (created.key === undefined) {
    throw new Exit(
      EXIT.error,
      `The answer with the key was lost. Revoke this one and create another:\n  darkroom keys revoke ${created.id}`,
    );
  } else {
    world.stderr.write(`${created.id}: ${created.scopes.join(', ')}. It is not shown again:\n`);
    context.print(created.key);
  }
  return EXIT.done;
}
