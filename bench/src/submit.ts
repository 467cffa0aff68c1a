import type { Bench, Measured } from './bench.ts';
import { interleave } from './interleave.ts';
import { CONNECTIONS, loadApi, startApi } from './submit-load.ts';
import type { World } from './world.ts';

const WARM_UP_S = 4;
/** Many short rounds: on a busy machine the two halves of a round must follow closely. */
const ROUND_S = 3;
const ROUNDS = 9;

/** Accepted POST /v1/generations per second, with all features on, beside an API that only validates and adds to a queue. */
export const submit: Bench = {
  question: `POST /v1/generations accepted per second at ${CONNECTIONS} connections, by bare Express + zod + BullMQ add`,
  goal: { atLeast: 0.6 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const bare = await world.startPart('baseline-api', { redisUrl: world.redis.url });
  const targets = { baseline: { origin: `http://127.0.0.1:${bare.report.port}`, pid: bare.pid }, ours: await startApi(world) };

  world.say('  warming up');
  await loadApi(world, targets.baseline, WARM_UP_S);
  await loadApi(world, targets.ours, WARM_UP_S);
  const measured = await interleave(
    ROUNDS,
    { baseline: () => loadApi(world, targets.baseline, ROUND_S), ours: () => loadApi(world, targets.ours, ROUND_S) },
    world.say,
  );
  return { ...measured, unit: 'accepted/s' };
}
