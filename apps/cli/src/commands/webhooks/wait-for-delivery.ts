import type { Delivery } from '@darkroom/client';

import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { describeDelivery } from '../../terminal/describe-delivery.ts';

const LOOK_MS = 500;
/** Longer than a receiver has for its answer. */
const MOST_MS = 30_000;

/** Waits for the next try of a delivery, and prints its answer. Later tries go on by themselves. Returns the exit code. */
export async function waitForDelivery(context: Context, id: string, triesBefore = 0): Promise<number> {
  const { world } = context;
  const { deliveries } = context.darkroom();
  const until = world.now() + MOST_MS;
  let delivery: Delivery = await deliveries.get(id, { signal: world.interrupted });
  while (delivery.attempt_count <= triesBefore && delivery.status === 'pending' && world.now() < until) {
    await world.sleep(LOOK_MS, world.interrupted);
    delivery = await deliveries.get(id, { signal: world.interrupted });
  }
  if (context.json) context.printJson(delivery);
  else context.print(describeDelivery(delivery));
  return delivery.status === 'delivered' ? EXIT.done : EXIT.notSucceeded;
}
