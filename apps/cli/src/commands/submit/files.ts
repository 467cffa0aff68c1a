import type { File, FileRequest } from '@darkroom/client';
import { Option, type Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readCount } from '../../read-options.ts';
import { confirm } from '../../terminal/ask.ts';
import { printList, type Columns } from '../../terminal/print-list.ts';
import { plain } from '../../terminal/text.ts';
import type { World } from '../../world.ts';
import { readPicture } from './read-picture.ts';

type RegisterOptions = { category: FileRequest['category'] };

const COLUMNS: Columns<File> = {
  headings: ['ID', 'CATEGORY', 'CREATED', 'URL'],
  row: ({ id, category, created_at: created, url }) => [id, category, created, url],
  none: 'No files.',
};

/** `darkroom files`. */
export function addFiles(program: Command, world: World, run: Run): void {
  const files = program.command('files').description('pictures registered with Getty, as sources: list, register, show, delete');
  files
    .command('list', { isDefault: true })
    .description('list files, newest first')
    .option('--limit <number>', 'how many at most', readCount, 25)
    .action(run(async (command) => listFiles(contextOf(world, command), command.opts<{ limit: number }>().limit)));
  files
    .command('register')
    .description('register a picture, and print its id; costs nothing')
    .argument('<picture>', 'its public address, or a JPEG of your own, which is put up first; - reads that from standard input')
    .addOption(
      new Option(
        '--category <category>',
        'ImageReference: for influence_color and influence_composition; CustomerProduct: for background_generation',
      )
        .choices(['ImageReference', 'CustomerProduct'])
        .makeOptionMandatory(),
    )
    .requiredOption('--rights-claimed', 'you have the rights to this picture')
    .addHelpText(
      'after',
      '\nExample:\n  darkroom files register chair.jpg --category CustomerProduct \\\n    --rights-claimed\n\nUse it:\n  darkroom generate "On a beach" --operation background_generation \\\n    --source file:<id>',
    )
    .action(run(async (command, picture: string) => register(contextOf(world, command), picture, command.opts<RegisterOptions>())));
  files
    .command('show')
    .description('show a file, with Getty’s previews')
    .argument('<id>', 'the id of the file')
    .action(run(async (command, id: string) => showFile(contextOf(world, command), id)));
  files
    .command('delete')
    .description('delete a file, at Getty too; jobs that were not sent and use it fail')
    .argument('<id>', 'the id of the file')
    .option('--yes', 'do not ask')
    .action(run(async (command, id: string) => deleteFile(contextOf(world, command), id, command.opts<{ yes?: boolean }>().yes)));
}

async function listFiles(context: Context, most: number): Promise<number> {
  const list = context.darkroom().files.list({ limit: Math.min(100, most) }, { signal: context.world.interrupted });
  return printList(context, list, { ...COLUMNS, most });
}

async function register(context: Context, picture: string, { category }: RegisterOptions): Promise<number> {
  const { files, uploads } = context.darkroom();
  const how = { signal: context.world.interrupted };
  const url = /^https?:\/\//i.test(picture) ? picture : (await uploads.create(await readPicture(context.world, picture), how)).url;
  const file = await files.create({ url, category, rights_claimed: true }, how);
  if (context.json) context.printJson(file);
  else context.print(file.id);
  return EXIT.done;
}

async function showFile(context: Context, id: string): Promise<number> {
  const file = await context.darkroom().files.get(id, { signal: context.world.interrupted });
  if (context.json) context.printJson(file);
  else {
    const previews = file.preview_urls.map(({ image_url: preview }) => `  ${plain(preview)}`);
    context.print([`${file.id}: ${file.category}, registered ${file.created_at}`, `  of ${plain(file.url)}`, ...previews].join('\n'));
  }
  return EXIT.done;
}

async function deleteFile(context: Context, id: string, yes: boolean | undefined): Promise<number> {
  await confirm(context.world, `${id} is deleted, at Getty too. Jobs that were not sent and use it fail.`, yes);
  await context.darkroom().files.delete(id, { signal: context.world.interrupted });
  if (context.json) context.printJson({ id, deleted: true });
  else context.print(`${id}: deleted`);
  return EXIT.done;
}
