import { VERSION } from '@darkroom/client';
import { Command } from 'commander';

import { addAudit } from './commands/account/audit.ts';
import { addKeys } from './commands/account/keys.ts';
import { addMoney } from './commands/account/money.ts';
import { addProducts } from './commands/account/products.ts';
import { addReconciliations } from './commands/account/reconciliations.ts';
import { addCompletion } from './commands/completion.ts';
import { addCancel } from './commands/jobs/cancel.ts';
import { addChange } from './commands/jobs/change.ts';
import { addDelete } from './commands/jobs/delete.ts';
import { addHeld } from './commands/jobs/held.ts';
import { addJobs } from './commands/jobs/jobs.ts';
import { addRetry } from './commands/jobs/retry.ts';
import { addWatch } from './commands/jobs/watch.ts';
import { addBatches } from './commands/submit/batches.ts';
import { addDownload } from './commands/submit/download.ts';
import { addFiles } from './commands/submit/files.ts';
import { addGenerate } from './commands/submit/generate.ts';
import { addPrepare } from './commands/submit/prepare.ts';
import { addEndpoints } from './commands/webhooks/endpoints.ts';
import { addEvents } from './commands/webhooks/events.ts';
import { addListen } from './commands/webhooks/listen.ts';
import { addWebhookSecret } from './commands/webhooks/webhook-secret.ts';
import { EXIT_HELP } from './exit-codes.ts';
import type { World } from './world.ts';

/** Wraps what a command does: it gets its command and arguments, and returns the exit code. */
export type Run = (action: (command: Command, ...args: never[]) => Promise<number>) => (...all: unknown[]) => Promise<void>;

const SETTINGS = `
Settings:
  DARKROOM_URL             the address of the API, such as https://darkroom.test
  DARKROOM_API_KEY         the API key. There is no option for it: others
                           can read your command line
  DARKROOM_TENANT          with the key of the operator: the tenant (--tenant)
  DARKROOM_WEBHOOK_SECRET  what "listen" signs with
  NO_COLOR                 no colours
  DARKROOM_API_KEY_FILE, DARKROOM_WEBHOOK_SECRET_FILE
                           files with the secrets, in place of the variables
  DARKROOM_CONFIG          a JSON file with url, api_key, tenant and
                           webhook_secret. The variables above win over it.
                           Default: ~/.config/darkroom/settings.json`;

/** The whole command line. `ended` gets the exit code of the command that ran. `isQuiet`: what is wrong with arguments is not printed. */
export function createProgram(world: World, { isQuiet, ended }: { isQuiet: boolean; ended: (code: number) => void }): Command {
  const program = new Command('darkroom')
    .description('Darkroom: durable jobs in front of Getty Images’ AI Generator')
    .version(VERSION)
    .option('--url <url>', 'the address of the API; default: DARKROOM_URL')
    .option('--tenant <name>', 'only with the key of the operator: the tenant')
    .option('--json', 'print JSON: one value a line')
    .addHelpText('after', `${SETTINGS}\n${EXIT_HELP}`)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void (isQuiet || world.stderr.write(text)),
      getOutHelpWidth: () => world.stdout.columns ?? 80,
      getErrHelpWidth: () => world.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const run: Run =
    (action) =>
    async (...all: unknown[]) => {
      // commander gives the arguments, then the options, then the command.
      const command = all.at(-1) as Command;
      ended(await action(command, ...(all.slice(0, -2) as never[])));
    };
  const submissions = [addGenerate, addDownload, addBatches, addPrepare, addFiles];
  const jobs = [addJobs, addWatch, addChange, addCancel, addRetry, addDelete, addHeld];
  const webhooks = [addEvents, addEndpoints, addListen, addWebhookSecret];
  const account = [addMoney, addReconciliations, addProducts, addKeys, addAudit];
  for (const add of [...submissions, ...jobs, ...webhooks, ...account, addCompletion]) add(program, world, run);
  return withGlobals(program);
}

/** Global options may stand before or after the command: each command takes them, and shows them in its help. */
function withGlobals(program: Command): Command {
  const visit = (command: Command) => {
    command.configureHelp({ showGlobalOptions: true, subcommandTerm: (one) => one.name() });
    for (const inner of command.commands) {
      inner.exitOverride();
      visit(inner);
    }
  };
  visit(program);
  return program;
}
