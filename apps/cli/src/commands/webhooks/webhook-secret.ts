import type { WebhookSecret } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { confirm } from '../../terminal/ask.ts';
import type { World } from '../../world.ts';

type RotateOptions = { overlap?: string; yes?: boolean };

/** `darkroom webhook-secret`. */
export function addWebhookSecret(program: Command, world: World, run: Run): void {
  const secret = program
    .command('webhook-secret')
    .description('the secret of the webhooks that jobs and batches name themselves: show, rotate');
  secret
    .command('show', { isDefault: true })
    .description('print it; each reading is in the audit')
    .action(
      run(async (command) => {
        const context = contextOf(world, command);
        return printSecret(context, await context.darkroom().webhookSecret.get({ signal: world.interrupted }));
      }),
    );
  secret
    .command('rotate')
    .description('replace it, and print the new one')
    .option('--overlap <time>', 'how long the old secret signs too, such as 24h (default) or 0s')
    .option('--yes', 'do not ask')
    .action(run(async (command) => rotateSecret(contextOf(world, command), command.opts<RotateOptions>())));
}

async function rotateSecret(context: Context, { overlap, yes }: RotateOptions): Promise<number> {
  const { world } = context;
  await confirm(world, `Your webhooks get a new secret; the old one signs too for ${overlap ?? '24h'}.`, yes);
  const { webhookSecret } = context.darkroom();
  return printSecret(context, await webhookSecret.rotate(overlap === undefined ? {} : { overlap }, { signal: world.interrupted }));
}

function printSecret(context: Context, found: WebhookSecret): number {
  const { secret, rotated_at: rotatedAt, previous_secret_expires_at: previous } = found;
  if (context.json) context.printJson(found);
  else {
    const too = previous === null ? '' : `; the one before signs too until ${previous}`;
    context.world.stderr.write(`In effect since ${rotatedAt}${too}.\n`);
    context.print(secret);
  }
  return EXIT.done;
}
