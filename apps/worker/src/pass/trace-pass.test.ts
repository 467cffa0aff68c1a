import type { JobRecord, ReminderOutcome } from '@darkroom/queue';
import type { EndedSpan, NewSpan, Tracing } from '@darkroom/telemetry';
import { describe, expect, test } from '@jest/globals';

import type { Outcome } from './outcome.ts';
import { passInTrace } from './trace-pass.ts';

const MINUTE_MS = 60_000;
const TRACE = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
const WAITING = { status: 'waiting', acceptedAt: 1, gettyId: 'g', intent: null } as const;

const record = (fields: Partial<JobRecord>) =>
  ({ id: 'job_1', type: 'generation', tenant: 'acme', run: 1, polls: 0, createdAt: 0, spec: { trace: TRACE }, ...fields }) as JobRecord;

/** What passes would send. */
function recorded() {
  const sent: { name: string; ended: EndedSpan }[] = [];
  const start = ({ name }: NewSpan) => ({
    run: <Result>(work: () => Result) => work(),
    end: (ended: EndedSpan = {}) => void (ended.leaveOut === true || sent.push({ name, ended })),
  });
  return { sent, tracing: { start, active: () => undefined } as unknown as Tracing };
}

async function pass(
  tracing: Tracing,
  of: Partial<JobRecord>,
  end: { note: string; outcome?: Outcome; startedAt?: number; fastPath?: boolean },
) {
  const reminded: ReminderOutcome = { note: end.note };
  const { startedAt = 0, fastPath = false, outcome } = end;
  expect(
    await passInTrace(tracing, { record: record(of), startedAt, fastPath }, async () => ({ reminded, ...(outcome && { outcome }) })),
  ).toBe(reminded);
}

const polled = (status: number): Outcome => ({ kind: 'snoozed', status: 'waiting', at: 0, story: { event: 'polled', status } });

describe('a pass in the trace of its job', () => {
  test.each([
    ['submit generation', { status: 'queued', intent: null, acceptedAt: null }, false],
    ['submit generation', { status: 'submitting', intent: { id: 'i', at: 0 } }, true],
    ['look up generation', { status: 'submitting', intent: { id: 'i', at: 0 } }, false],
    ['poll generation', WAITING, false],
  ] as const)('is named by what it does: %s', async (name, of, fastPath) => {
    const { sent, tracing } = recorded();
    await pass(tracing, of, { note: 'succeeded', fastPath });
    expect(sent.map((span) => span.name)).toEqual([name]);
  });

  test('is one of 15 polls that are shown of 400, and the last, which finds the picture', async () => {
    const { sent, tracing } = recorded();
    for (let polls = 0; polls < 400; polls++) await pass(tracing, { ...WAITING, polls }, { note: 'waiting', outcome: polled(202) });
    await pass(tracing, { ...WAITING, polls: 400 }, { note: 'succeeded' });
    expect(sent).toHaveLength(16);
  });

  test('is one of few that are shown while a job waits in line for three days', async () => {
    const { sent, tracing } = recorded();
    for (let startedAt = 0; startedAt < 3 * 1_440 * MINUTE_MS; startedAt += 10 * MINUTE_MS)
      await pass(tracing, { status: 'queued', intent: null }, { note: 'waiting_for_slot', startedAt });
    expect(sent.length).toBeLessThan(20);
    await pass(tracing, { status: 'queued', intent: null }, { note: 'failed', startedAt: 3 * 1_440 * MINUTE_MS });
    expect(sent.at(-1)).toMatchObject({ ended: { error: 'failed' } });
  });

  test('has not the spans of a job without a trace', async () => {
    const { sent, tracing } = recorded();
    await passInTrace(tracing, { record: record({ spec: { request: { prompt: 'a' } } }), startedAt: 0 }, async () => ({
      reminded: { note: 'waiting' },
    }));
    expect(sent).toEqual([]);
  });
});
