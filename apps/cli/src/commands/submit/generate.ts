import { text } from 'node:stream/consumers';

import type { GenerationRequest } from '@darkroom/client';
import { InvalidArgumentError, type Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import { readSource, readWholeNumber } from '../../read-options.ts';
import type { Run } from '../../program.ts';
import type { World } from '../../world.ts';
import { addSubmissionOptions, fieldsOf, submitAndFollow, type SubmissionOptions } from '../follow/submission.ts';

type Options = SubmissionOptions & {
  download?: string;
  images: 'all' | number[];
  out?: string;
  operation?: string;
  source?: GenerationRequest extends { source?: infer Source } ? Source : object;
  negativePrompt?: string;
  aspectRatio?: string;
  mediaType?: string;
  mood?: string;
  seed?: number;
  set?: Record<string, unknown>;
};

/** `darkroom generate`. */
export function addGenerate(program: Command, world: World, run: Run): void {
  const command = program
    .command('generate')
    .description('submit a generation, wait for it, and save its files')
    .argument('[prompt]', 'what the images show; - reads it from standard input')
    .option('--download <size>', 'download the images in this size, such as 4k (costs)')
    .option('--images <list>', 'which images to download: all, or numbers such as 0,2', readImages, 'all')
    .option(
      '--out <folder>',
      'where files go; without --download, the pictures that Getty shows. With --download, the default is this folder',
    )
    .option('--operation <name>', 'what Getty does, such as variation or refine; default: generate')
    .option('--source <source>', 'what it is made from: <job id>:<index>, or asset:<id>, or file:<id>', readSource)
    .option('--negative-prompt <text>', 'what the images must not show')
    .option('--aspect-ratio <ratio>', '1:1, 3:4, 4:3, 9:16 or 16:9')
    .option('--media-type <type>', 'photography or illustration')
    .option('--mood <mood>', 'such as warm or dramatic')
    .option('--seed <number>', 'the seed of Getty’s random generator', readWholeNumber)
    .option('--set <json>', 'any other fields of the request, as a JSON object', readJsonObject);
  addSubmissionOptions(command)
    .addHelpText('after', '\nExample:\n  darkroom generate "A red bicycle in the snow" --download 4k --out pictures')
    .action(run(async (_command, prompt: string | undefined) => generate(contextOf(world, command), prompt, command.opts<Options>())));
}

async function generate(context: Context, prompt: string | undefined, options: Options): Promise<number> {
  const { world } = context;
  const words = prompt === '-' ? (await text(world.stdin)).trim() : prompt;
  if (words === undefined && options.operation === undefined)
    throw new Exit(EXIT.usage, 'The prompt is missing: darkroom generate "A red bicycle"');
  const request = {
    operation: options.operation,
    source: options.source,
    prompt: words,
    negative_prompt: options.negativePrompt,
    aspect_ratio: options.aspectRatio,
    media_type: options.mediaType,
    mood: options.mood,
    seed: options.seed,
    ...fieldsOf(world, options),
    download: options.download === undefined ? undefined : { size_name: options.download, images: options.images },
    ...options.set,
  } as unknown as GenerationRequest; // the API validates the fields, and names every wrong one
  const { generations } = context.darkroom();
  const folder = options.out ?? (options.download === undefined ? undefined : '.');
  return submitAndFollow(context, (more, how) => generations.create({ ...request, ...more }, how), { ...options, folder });
}

function readImages(value: string): 'all' | number[] {
  if (value === 'all') return 'all';
  if (!/^\d(,\d)*$/.test(value)) throw new InvalidArgumentError('It must be all, or numbers such as 0,2.');
  return value.split(',').map(Number);
}

function readJsonObject(value: string): Record<string, unknown> {
  try {
    const object: unknown = JSON.parse(value);
    if (typeof object === 'object' && object !== null && !Array.isArray(object)) return object as Record<string, unknown>;
  } catch {
    // said below
  }
  throw new InvalidArgumentError('It must be a JSON object.');
}
