import type { Operation } from '@darkroom/contracts';

import type { TenantPlan } from '../plan.ts';
import type { Dice } from '../time/dice.ts';
import { arbitraryGeneration } from './requests.ts';

type Request = Record<string, unknown>;

const MASK = { mask_url: 'https://masks.example/mask.jpg' };

/** Requests of the operations that work on an image. Most have no prompt, so that only source and mark tell them apart. */
const OPERATIONS: [Operation, (dice: Dice) => Request][] = [
  ['variation', () => ({})],
  ['refine', (dice) => ({ prompt: dice.pick(['a red hat', 'a storm']), ...(dice.chance(0.5) && MASK) })],
  ['extend', (dice) => ({ left_percentage: dice.whole(0, 50), top_percentage: 1 })],
  ['object_removal', () => MASK],
  ['background_removal', () => ({})],
  ['background_replacement', (dice) => dice.pick([{ background_color: '#ffffff' }, { prompt: 'a beach' }])],
  ['influence_color', () => ({})],
  ['influence_composition', (dice) => (dice.chance(0.5) ? { prompt: 'a fox' } : {})],
];

/** An operation on a source. What it shares with a generation is as arbitrary as there. */
export function arbitraryOperation(
  tenant: TenantPlan,
  dice: Dice,
  { source, now, number }: { source: Request; now: number; number: number },
): Request {
  const { prompt: _prompt, ...common } = arbitraryGeneration(tenant, dice, { now, number });
  const [operation, request] = dice.pick(OPERATIONS);
  return { ...common, operation, source, ...request(dice) };
}

/** The jobs of a batch that are made from one another: generations, operations and downloads. Few name one that they must not name. */
export function arbitraryChain(tenant: TenantPlan, dice: Dice, { now, number }: { now: number; number: number }): Request[] {
  const jobs: Request[] = [{ type: 'generation', ...arbitraryGeneration(tenant, dice, { now, number }) }];
  const length = dice.whole(2, 7);
  while (jobs.length < length) {
    const at = jobs.length;
    const generations = jobs.flatMap(({ type }, index) => (type === 'generation' ? [index] : []));
    const named = dice.chance(0.03) ? dice.whole(0, at + 1) : dice.chance(0.6) ? generations.at(-1)! : dice.pick(generations);
    const image = { batch_index: named, index: dice.chance(0.8) ? 0 : dice.whole(0, 3) };
    if (dice.chance(0.2)) jobs.push({ type: 'download', ...image, size_name: dice.pick(['1k', '4k']) });
    else jobs.push({ type: 'generation', ...arbitraryOperation(tenant, dice, { source: image, now, number: number + at }) });
  }
  return jobs;
}
