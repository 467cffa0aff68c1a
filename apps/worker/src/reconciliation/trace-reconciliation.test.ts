import type { EndedSpan, NewSpan, Tracing } from '@darkroom/telemetry';
import { expect, test } from '@jest/globals';

import type { Held, StepOutcome } from './step-outcome.ts';
import { reconcileInTrace, type StintEnd } from './trace-reconciliation.ts';

const heldAt = (steps: number) =>
  ({
    taken: { record: { id: 'rec_1' }, holder: 'h', steps, work: { phase: 'ours' } },
    seen: new Set(),
    strays: new Map(),
  }) as unknown as Held;

/** What would be sent: names, outcomes and errors. A step is sent if its stint is. */
function recorded() {
  const sent: unknown[][] = [];
  const begin = ({ name }: NewSpan) => ({
    run: <Result>(work: () => Result) => work(),
    child: begin,
    end: ({ attributes, error, leaveOut }: EndedSpan = {}) =>
      void (leaveOut === true || sent.push([name, attributes?.['darkroom.outcome'], error])),
  });
  return { sent, tracing: { start: begin, active: () => undefined } as unknown as Tracing };
}

/** A stint that begins at this step, and makes these. */
async function stint(tracing: Tracing | undefined, from: number, { steps, end }: { steps: StepOutcome[]; end: StintEnd }): Promise<void> {
  await reconcileInTrace(tracing, heldAt(from).taken, async (traceStep) => {
    for (const [index, outcome] of steps.entries()) expect(await traceStep(heldAt(from + index), async () => outcome)).toBe(outcome);
    return end;
  });
}

const STEP: StepOutcome = { kind: 'step', step: { work: {} } };

test('of thousands of like steps some are shown, and each that failed', async () => {
  const { sent, tracing } = recorded();
  const failed: StepOutcome = { kind: 'wait', waitMs: 1, failed: new Error('Getty is away') };
  await stint(tracing, 0, { steps: [...Array.from({ length: 1_000 }, () => STEP), failed], end: 'delayed' });
  const steps = sent.filter(([name]) => name === 'reconcile ours');
  expect(steps).toHaveLength(10 + 6 + 1);
  expect(steps.at(-1)).toEqual(['reconcile ours', 'wait', 'failed']);
  expect(sent.at(-1)).toEqual(['reconcile', 'delayed', 'delayed']);
});

test('one that is taken for each turn does not make a trace for each', async () => {
  const { sent, tracing } = recorded();
  for (let from = 0; from < 1_000; from++) await stint(tracing, from, { steps: [{ kind: 'wait', waitMs: 1 }], end: 'waits' });
  expect(sent.filter(([name]) => name === 'reconcile')).toHaveLength(10 + 6);
  await stint(tracing, 1_000, { steps: [{ kind: 'end' }], end: 'completed' });
  expect(sent.at(-1)).toEqual(['reconcile', 'completed', undefined]);
});

test('it runs without tracing, and its errors are those of its steps', async () => {
  await stint(undefined, 0, { steps: [STEP], end: 'completed' });
  const { sent, tracing } = recorded();
  const broken = reconcileInTrace(tracing, heldAt(0).taken, (traceStep) =>
    traceStep(heldAt(0), () => Promise.reject(new TypeError('a bug'))).then(() => 'completed' as const),
  );
  await expect(broken).rejects.toThrow('a bug');
  expect(sent).toEqual([
    ['reconcile ours', undefined, 'TypeError'],
    ['reconcile', undefined, 'TypeError'],
  ]);
});
