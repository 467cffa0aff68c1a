import type { Operation } from '@darkroom/contracts';

/** One job of a chain, as an item of a batch. `batch_index` names the job before it. */
export type ChainItem = { type: 'generation' | 'download'; batch_index?: number; source?: object; [field: string]: unknown };

type Made = Exclude<Operation, 'generate' | 'background_generation'>;

const MASK = { mask_url: 'https://masks.example/mask.jpg' };

/** What each operation is asked for, besides its source. Those without a prompt are told apart by nothing but their source and our mark. */
const REQUESTS: Record<Made, object> = {
  variation: {},
  refine: { prompt: 'a red hat', ...MASK },
  extend: { left_percentage: 25, bottom_percentage: 10 },
  object_removal: MASK,
  background_removal: {},
  background_replacement: { prompt: 'a beach at noon' },
  influence_color: { prompt: 'a fox' },
  influence_composition: {},
};
const OPERATIONS = Object.keys(REQUESTS) as Made[];

/** Operations that give one image. */
const GIVES_ONE = new Set(['background_removal']);

/**
 * A chain: a generation, four operations one after another, and two downloads, with a second operation beside the first and of the same
 * kind: both have the same request and the same source. Every third begins with a registered product.
 */
export function makeChain(
  number: number,
  { productFile, webhookUrl }: { productFile: string | undefined; webhookUrl: string },
): { jobs: ChainItem[] } {
  const jobs: ChainItem[] = [];
  const webhook = { url: webhookUrl };
  const add = (item: ChainItem): number => jobs.push({ webhook, ...item }) - 1;
  const isOfFile = productFile !== undefined && number % 3 === 2;
  let last = add(
    isOfFile
      ? { type: 'generation', operation: 'background_generation', source: { file_id: productFile }, prompt: `a desk, number ${number}` }
      : { type: 'generation', prompt: `a fox, number ${number}` },
  );
  let operation: string = 'generate';
  for (let step = 0; step < 4; step++) {
    const index = GIVES_ONE.has(operation) ? 0 : (number + step) % 4;
    const source = { batch_index: last, index };
    operation = OPERATIONS[(number * 3 + step * 5) % OPERATIONS.length]!;
    const item: ChainItem = { type: 'generation', operation, source, ...REQUESTS[operation as Made] };
    if (step === 0) add(item);
    last = add(item);
  }
  for (const size_name of ['4k', '1k']) add({ type: 'download', batch_index: last, index: 0, size_name });
  return { jobs };
}
