import { Refused } from '../behaviour/refusals.ts';
import { drawMs } from '../behaviour/timing.ts';
import type { Generation } from '../state/effect.ts';
import type { Incoming, World } from '../world.ts';

/** Finds the generation that a call names. @throws Refused 404 if there is none, 410 after its retention */
export function findGeneration(world: World, id: string): Generation {
  const generation = world.effects.generations.get(id);
  if (!generation) throw new Refused('404');
  checkRetention(world, generation);
  return generation;
}

/** Finds the generation of the image that a call names. @throws Refused as {@link findImageOf} */
export function findImage(world: World, { id, index }: Incoming): Generation {
  return findImageOf(world, id, index);
}

/** Finds the generation of an image. @throws Refused 404 if there is none, also while it is pending or if the image is blocked; 410 */
export function findImageOf(world: World, id: string, index: number): Generation {
  const generation = findGeneration(world, id);
  const isThere = Number.isInteger(index) && index >= 0 && index < generation.images;
  if (isPending(world, generation) || !isThere || generation.blocked.includes(index)) throw new Refused('404');
  return generation;
}

export function isPending(world: World, work: { readyAt: number }): boolean {
  return work.readyAt > world.clock.now();
}

/** Generations and downloads are kept for the same time. @throws Refused 410 */
export function checkRetention(world: World, work: { readyAt: number }): void {
  const keptMs = drawMs(world.settings.current.image_lifetime, world.random);
  if (work.readyAt + keptMs <= world.clock.now()) throw new Refused('410');
}
