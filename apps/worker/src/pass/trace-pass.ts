import type { JobRecord, NewJob, ReminderOutcome } from '@darkroom/queue';
import { isWorthShowing, type Attributes, type Span, type Tracing } from '@darkroom/telemetry';

import type { Outcome } from './outcome.ts';

type TracedPass = { record: JobRecord; startedAt: number; fastPath?: boolean };

/** What a pass has come to. `outcome`: none if nothing was begun. */
export type PassEnd = { reminded: ReminderOutcome; outcome?: Outcome };

/**
 * Does a pass as a span of its job's trace, below the job's acceptance. OpenTelemetry's conventions prefer links between a message and its processing,
 * and allow this where one message is processed at a time: a pass is about one job, and a job is one trace. A job without a trace has no spans.
 * `fastPath`: the intent in the record is that of this pass.
 */
export async function passInTrace(tracing: Tracing | undefined, pass: TracedPass, work: () => Promise<PassEnd>): Promise<ReminderOutcome> {
  const span = beginPass(tracing, pass);
  if (!span) return (await work()).reminded;
  try {
    const ended = await span.run(work);
    const { note, againAt } = ended.reminded;
    span.end({
      attributes: { ...learnt(ended), 'darkroom.again_at': againAt === undefined ? undefined : new Date(againAt).toISOString() },
      error: FAULTS.has(note) ? note : undefined,
      leaveOut: isRepetition(pass, ended),
    });
    return ended.reminded;
  } catch (error) {
    span.end({ error: (error as Error).name });
    throw error;
  }
}

/** Outcomes of a pass after which the job has no picture, or waits for a person. */
const FAULTS = new Set(['failed', 'held']);

function learnt({ reminded, outcome }: PassEnd): Attributes {
  return {
    'darkroom.outcome': reminded.note,
    'darkroom.event': outcome && 'story' in outcome ? outcome.story?.event : undefined,
    'darkroom.error': outcome && 'error' in outcome ? outcome.error.code : undefined,
  };
}

/** A job that only waits is looked at again after this time at the earliest, unless it is woken, in ms. */
const WAIT_MS = 10 * 60_000;
const IN_LINE = new Set(['waiting_for_slot', 'waiting_for_turn', 'parked']);

/** A pass after which the job is as before, like others before it: a job may wait for days, and its trace must stay readable. */
function isRepetition({ record, startedAt }: TracedPass, { reminded, outcome }: PassEnd): boolean {
  if (reminded.note !== record.status && !IN_LINE.has(reminded.note)) return false;
  if (outcome && 'story' in outcome && outcome.story?.event === 'polled') return !isWorthShowing(record.polls + 1);
  const waits = (startedAt - record.createdAt) / WAIT_MS;
  return !isWorthShowing(Math.ceil(waits));
}

/** What a pass over a job does, from the state in which it finds the job. */
function stepOf({ record, fastPath = false }: TracedPass): 'submit' | 'look up' | 'poll' {
  if (fastPath) return 'submit';
  if (record.intent) return 'look up';
  return record.acceptedAt !== null && record.gettyId !== null ? 'poll' : 'submit';
}

function beginPass(tracing: Tracing | undefined, pass: TracedPass): Span | undefined {
  const { record, startedAt } = pass;
  const { trace } = record.spec;
  if (!tracing || !trace) return undefined;
  const step = stepOf(pass);
  return tracing.start(
    {
      name: `${step} ${record.type}`,
      kind: 'consumer',
      startedAt,
      mayBeLeftOut: true,
      attributes: {
        'messaging.system': 'darkroom',
        'messaging.operation.name': step,
        'messaging.operation.type': 'process',
        'messaging.destination.name': record.type,
        'messaging.message.id': record.id,
        'darkroom.tenant': record.tenant,
        'darkroom.operation': record.operation ?? undefined,
        'darkroom.run': record.run,
        'darkroom.status': record.status,
        'darkroom.poll': step === 'poll' ? record.polls + 1 : undefined,
      },
    },
    trace,
  );
}

/** The downloads that a generation starts are accepted below this pass, in the same trace: its caller asked for them with it. */
export function chainInTrace(tracing: Tracing | undefined, outcome: Outcome): Outcome {
  const pass = tracing?.active();
  if (!pass || outcome.kind !== 'succeeded' || !outcome.children) return outcome;
  return { ...outcome, children: outcome.children.map((child) => acceptChild(pass, child)) };
}

function acceptChild(pass: Span, child: NewJob): NewJob {
  const span = pass.child({
    name: `accept ${child.type}`,
    kind: 'producer',
    attributes: {
      'messaging.system': 'darkroom',
      'messaging.operation.name': 'accept',
      'messaging.operation.type': 'send',
      'messaging.destination.name': child.type,
      'messaging.message.id': child.id,
      'darkroom.tenant': child.tenant,
    },
  });
  span.end();
  return { ...child, ...(span.kept && { trace: span.kept }) };
}
