import { drawMs } from '../behaviour/timing.ts';
import type { Generation } from '../state/effects.ts';
import { Refused } from '../behaviour/refusals.ts';
import type { Incoming, World } from '../world.ts';

/** Finds the generation that a call names. @throws Refused 404 if there is none, 410 after its retention */
export function findGeneration(world: World, incoming: Incoming): Generation {
  const generation = world.effects.generations.get(incoming.id);
  if (!generation) throw new Refused('404');
  checkRetention(world, generation);
  return generation;
}

/** Finds the generation of the image that a call names. @throws Refused 404, also while it is pending or if the image is blocked */
export function findImage(world: World, incoming: Incoming): Generation {
  const generation = findGeneration(world, incoming);
  const isThere = Number.isInteger(incoming.index) && incoming.index >= 0 && incoming.index <= 3;
  if (isPending(world, generation) || !isThere || generation.blocked.includes(incoming.index)) throw new Refused('404');
  return generation;
}

export function isPending(world: World, work: { readyAt: number }): boolean {
  return work.readyAt > world.clock.now();
}

/** @throws Refused 410 */
export function checkRetention(world: World, generation: Generation): void {
  const keptMs = drawMs(world.settings.current.image_lifetime, world.random);
  if (generation.readyAt + keptMs <= world.clock.now()) throw new Refused('410');
}
