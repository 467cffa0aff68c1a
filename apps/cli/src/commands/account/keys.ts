import type { Key, KeyChange, KeyRequest } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readList, readWholeNumber } from '../../read-options.ts';
import { printItems, type Columns } from '../../terminal/print-list.ts';
import type { World } from '../../world.ts';

type Options = { scopes: string[]; expires?: string; rateLimit?: number };
type ChangeOptions = { name?: string; scopes?: string[]; expires?: string; rateLimit?: string };

/** `darkroom keys`. */
export function addKeys(program: Command, world: World, run: Run): void {
  const keys = program.command('keys').description('list API keys; create, change and revoke them');
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
    .command('change')
    .description('change a key, within a second and without a new one')
    .argument('<id>', 'the id of the key, such as key_…')
    .option('--name <name>', 'what it is for')
    .option('--scopes <list>', 'all that it may do: any of read,submit,manage,webhooks,admin', readList)
    .option('--expires <time>', 'when it ends, such as 2030-01-01T00:00:00Z; never: it does not')
    .option('--rate-limit <number>', 'requests a minute; default: as many as the operator allows')
    .action(run(async (command, id: string) => changeKey(contextOf(world, command), id, command.opts<ChangeOptions>())));
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
  return printItems(context, keys, columnsAt(world.now()));
}

function columnsAt(now: number): Columns<Key> {
  const stateOf = ({ revoked_at: revoked, expires_at: expires }: Key) =>
    revoked ? 'revoked' : expires && Date.parse(expires) <= now ? 'expired' : 'works';
  return {
    headings: ['ID', 'NAME', 'STATE', 'LAST USED', 'SCOPES'],
    row: (key) => [key.id, key.name, stateOf(key), key.last_used_at ?? 'never used', key.scopes.join(',')],
    none: 'No keys.',
  };
}

async function changeKey(context: Context, id: string, { name, scopes, expires, rateLimit }: ChangeOptions): Promise<number> {
  const { world } = context;
  const change = {
    ...(name === undefined ? {} : { name }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(expires === undefined ? {} : { expires_at: expires === 'never' ? null : expires }),
    ...(rateLimit === undefined ? {} : { rate_limit: rateLimit === 'default' ? null : readWholeNumber(rateLimit) }),
  } as KeyChange;
  if (Object.keys(change).length === 0) throw new Exit(EXIT.usage, 'What should change? Give --name, --scopes, --expires or --rate-limit.');
  return printItems(context, [await context.darkroom().keys.update(id, change, { signal: world.interrupted })], columnsAt(world.now()));
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
