import type { DownloadRequest, RedownloadRequest } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readWholeNumber } from '../../read-options.ts';
import { printItems } from '../../terminal/print-list.ts';
import type { World } from '../../world.ts';
import { addSubmissionOptions, fieldsOf, submitAndFollow, type SubmissionOptions } from '../follow/submission.ts';

type Options = SubmissionOptions & { size: string; out: string; index: number };

/** `darkroom download`, `darkroom redownload` and `darkroom sizes`. */
export function addDownload(program: Command, world: World, run: Run): void {
  const download = program
    .command('download')
    .description('download an image of a generation (costs), and save it; waits for the generation')
    .argument('<id>', 'the job of the generation, or its id at Getty')
    .requiredOption('--size <size>', 'such as 4k: darkroom sizes <id> lists them')
    .option('--index <number>', 'which image, from 0', readWholeNumber, 0)
    .option('--out <folder>', 'where the file goes', '.');
  addSubmissionOptions(download).action(
    run(async (_command, id: string) => downloadImage(contextOf(world, download), id, download.opts<Options>())),
  );

  const redownload = program
    .command('redownload')
    .description('download a file again, in any size (may cost), also after Getty has deleted the images')
    .argument('<id>', 'the job of the first download, or the asset id in its result')
    .requiredOption('--size <size>', 'such as 4k')
    .option('--out <folder>', 'where the file goes', '.');
  addSubmissionOptions(redownload).action(
    run(async (_command, id: string) => downloadAgain(contextOf(world, redownload), id, redownload.opts<Options>())),
  );

  program
    .command('sizes')
    .description('list the sizes in which Getty offers an image')
    .argument('<id>', 'the job of the generation, or its id at Getty')
    .option('--index <number>', 'which image, from 0', readWholeNumber, 0)
    .action(run(async (command, id: string) => listSizes(contextOf(world, command), id, command.opts<{ index: number }>().index)));
}

async function downloadImage(context: Context, id: string, { size, out, index, ...options }: Options): Promise<number> {
  const of = isJob(id) ? { job_id: id } : { generation_request_id: id };
  const request = { ...of, index, size_name: size, ...fieldsOf(context.world, options) } as DownloadRequest;
  const { downloads } = context.darkroom();
  return submitAndFollow(context, (more, how) => downloads.create({ ...request, ...more }, how), { ...options, folder: out });
}

async function downloadAgain(context: Context, id: string, { size, out, ...options }: Options): Promise<number> {
  const asset = isJob(id) ? await assetOf(context, id) : id;
  const request = { generated_asset_id: asset, size_name: size, ...fieldsOf(context.world, options) } as RedownloadRequest;
  const { redownloads } = context.darkroom();
  return submitAndFollow(context, (more, how) => redownloads.create({ ...request, ...more }, how), { ...options, folder: out });
}

async function assetOf(context: Context, id: string): Promise<string> {
  const job = await context.darkroom().jobs.get(id, { signal: context.world.interrupted });
  const asset = job.type === 'download' ? job.result?.generated_asset_id : null;
  if (!asset) throw new Exit(EXIT.usage, `${id} is no download with a file. To download an image of a generation: darkroom download ${id}`);
  return asset;
}

async function listSizes(context: Context, id: string, index: number): Promise<number> {
  const { jobs, generations } = context.darkroom();
  const how = { signal: context.world.interrupted };
  const gettyId = isJob(id) ? (await jobs.get(id, how)).getty.generation_request_id : id;
  if (!gettyId) throw new Exit(EXIT.usage, `Getty has not accepted ${id} yet, so it has no sizes.`);
  const { download_sizes: sizes } = await generations.downloadSizes(gettyId, index, how);
  return printItems(context, sizes, {
    headings: ['SIZE', 'WIDTH', 'HEIGHT'],
    row: (size) => [size.size_name, textOf(size['width']), textOf(size['height'])],
    none: 'Getty offers no sizes of this image.',
  });
}

function isJob(id: string): boolean {
  return id.startsWith('job_');
}

/** A field that Getty may leave out. */
function textOf(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '-';
}
