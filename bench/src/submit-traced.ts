import type { Bench, Measured } from './bench.ts';
import { interleave } from './interleave.ts';
import { CONNECTIONS, loadApi, startApi } from './submit-load.ts';
import type { World } from './world.ts';

const WARM_UP_S = 4;
const ROUND_S = 3;
const ROUNDS = 9;

/** What tracing costs a submission: every one is traced and sent to a receiver, beside an api without a receiver. */
export const submitTraced: Bench = {
  question: `POST /v1/generations accepted per second at ${CONNECTIONS} connections with every call traced, by the same without tracing`,
  goal: { atLeast: 0.6 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const sink = await world.startPart('webhook-sink', {});
  const untraced = await startApi(world);
  const traced = await startApi(world, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sink.report.port}`,
    OTEL_BSP_MAX_QUEUE_SIZE: '20000',
  });
  world.say('  warming up');
  await loadApi(world, untraced, WARM_UP_S);
  await loadApi(world, traced, WARM_UP_S);
  const measured = await interleave(
    ROUNDS,
    { baseline: () => loadApi(world, untraced, ROUND_S), ours: () => loadApi(world, traced, ROUND_S) },
    world.say,
  );
  return { ...measured, unit: 'accepted/s' };
}
