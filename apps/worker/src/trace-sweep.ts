import type { Tracing } from '@darkroom/telemetry';

/** Does a round of the sweep as a trace of its own. A round that found nothing to do is not shown: there is one a second. */
export async function sweepInTrace(tracing: Tracing | undefined, round: () => Promise<number>): Promise<number> {
  if (!tracing) return round();
  const span = tracing.start({ name: 'sweep', kind: 'internal', mayBeLeftOut: true });
  try {
    const found = await span.run(round);
    span.end({ attributes: { 'darkroom.found': found }, leaveOut: found === 0 });
    return found;
  } catch (error) {
    span.end({ error: (error as Error).name });
    throw error;
  }
}
