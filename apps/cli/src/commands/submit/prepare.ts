import { text } from 'node:stream/consumers';

import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { plain } from '../../terminal/text.ts';
import type { World } from '../../world.ts';
import { readPicture } from './read-picture.ts';

/** `darkroom enhance` and `darkroom upload`: what comes before a submission. */
export function addPrepare(program: Command, world: World, run: Run): void {
  program
    .command('enhance')
    .description('let Getty make a prompt better, and print it; costs nothing')
    .argument('<prompt>', 'what the images show; - reads it from standard input')
    .action(run(async (command, prompt: string) => enhance(contextOf(world, command), prompt)));
  program
    .command('upload')
    .description('put up a JPEG for a day, as a mask or for a file, and print its id')
    .argument('<file>', 'the JPEG; - reads it from standard input')
    .addHelpText(
      'after',
      '\nUse it:\n  darkroom generate "a green bicycle" --operation refine --source job_…:0 \\\n    --set \'{"mask": {"upload_id": "…"}}\'',
    )
    .action(run(async (command, file: string) => upload(contextOf(world, command), file)));
}

async function enhance(context: Context, prompt: string): Promise<number> {
  const { stdin, interrupted } = context.world;
  const words = prompt === '-' ? (await text(stdin)).trim() : prompt;
  const enhanced = await context.darkroom().prompts.enhance({ prompt: words }, { signal: interrupted });
  if (context.json) context.printJson(enhanced);
  else context.print(plain(enhanced.enhanced_prompt ?? words));
  return EXIT.done;
}

async function upload(context: Context, file: string): Promise<number> {
  const { stderr, interrupted } = context.world;
  const uploaded = await context.darkroom().uploads.create(await readPicture(context.world, file), { signal: interrupted });
  if (context.json) context.printJson(uploaded);
  else {
    stderr.write(`Until ${uploaded.expires_at}, at ${uploaded.url}\n`);
    context.print(uploaded.id);
  }
  return EXIT.done;
}
