import { randomUUID } from 'node:crypto';

import { isFinal, type AuditChanges, type ResolveRefusal, type ResolveRequest } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote } from '../audit/author.ts';
import type { By } from '../audit/by.ts';
import { encodeIdempotency, JOB_KEYS_KEPT_MS, unlessReused, wasDone } from '../idempotency/idempotency.ts';
import type { RunCommand } from '../lua/commands.ts';
import type { BudgetNeed } from '../records/budget-record.ts';
import { encodeChange } from '../records/job/change.ts';
import { decodeRecord, type JobRecord } from '../records/job/record.ts';
import type { Keys } from '../redis/keys.ts';
import type { Reminders } from '../reminders/reminders.ts';
import { calledAt, type AskGetty } from './adoption.ts';
import type { Owner } from './owners.ts';
import { planResolve } from './resolve.ts';
import { planRestart, type Decision } from './restart.ts';

/** A budget has no room (`need`: of which, how much), or it counts cost and the job has no price. Nothing was stored or changed. */
export type Short = { outcome: 'budget_used_up' | 'price_unknown'; need: BudgetNeed };

export type RetryOutcome = DecisionOutcome<'not_finished' | 'already_finished' | 'may_charge_again'>;
export type ResolveOutcome = DecisionOutcome<ResolveRefusal>;

type DecisionOutcome<Refusal extends string> =
  | (Short & { record: JobRecord })
  | { outcome: 'restarted' | 'ended' | Refusal; record: JobRecord; replayed?: boolean }
  | { outcome: 'missing' };

/** A decision, as the audit has it. */
type Deciding = By & { done: { action: 'job.retry' | 'job.resolve'; says: AuditChanges } };

/** What a caller or an operator decides about a job that has ended or is held. */
export function createDecisions(deps: {
  redis: Redis;
  keys: Keys;
  run: RunCommand;
  reminders: Reminders;
  now: () => number;
  /** Waits for a reminder, which may fail. */
  remind: (reminding: Promise<void>) => Promise<void>;
  get: (id: string) => Promise<JobRecord | null>;
  ownersOf: (generationRequestIds: string[]) => Promise<Map<string, Owner>>;
}) {
  const { redis, keys, run, reminders, now, remind, get, ownersOf } = deps;

  /** Begins the next run of a job that has failed, was canceled or expired. `confirmCost`: the caller accepts to pay again. */
  const retry = async (id: string, { confirmCost, ...by }: By & { confirmCost: boolean }): Promise<RetryOutcome> =>
    decide(id, { ...by, done: { action: 'job.retry', says: saysOfRetry(confirmCost) } }, (record) =>
      planRestart(record, { confirmCost, now: now() }),
    );

  /**
   * Resolves a held job in one of the three ways. To adopt, `ask` checks Getty first. @throws the errors of `ask`; then the job stays held
   */
  const resolve = async (
    id: string,
    resolution: ResolveRequest,
    { ask, author, ...by }: By & { ask: AskGetty },
  ): Promise<ResolveOutcome> => {
    const noting = author && { ...author, note: resolution.note };
    const done = { action: 'job.resolve', says: saysOfResolve(resolution) } as const;
    return decide<ResolveRefusal>(id, { ...by, author: noting, done }, async (record) => {
      const adopted = resolution.action === 'adopt' && record.status === 'held' ? resolution.generation_request_id : undefined;
      if (adopted === undefined || record.type !== 'generation') return planResolve(record, resolution, { found: undefined, now: now() });
      if (isAnothers((await ownersOf([adopted])).get(adopted), record)) return 'id_taken';
      return planResolve(record, resolution, { found: await ask(adopted, calledAt(record)), now: now() });
    });
  };

  /** Decides by the current record and executes the decision; repeats that if the record changed in between. */
  const decide = async <Refusal extends string>(
    id: string,
    by: Deciding,
    plan: (record: JobRecord) => Decision | Refusal | Promise<Decision | Refusal>,
  ): Promise<DecisionOutcome<Refusal>> => {
    for (;;) {
      // Checked first: the result of the earlier call would look like a reason to refuse.
      const replayed = await wasDone({ redis, keys }, by.idempotency);
      const record = await get(id);
      if (!record) return { outcome: 'missing' };
      if (replayed) return { outcome: isFinal(record.status) ? 'ended' : 'restarted', record, replayed };
      const decision = await plan(record);
      if (typeof decision === 'string') {
        // The same request, sent twice at once, may have been executed in between: that is not a refusal.
        if (await wasDone({ redis, keys }, by.idempotency)) continue;
        return { outcome: decision, record };
      }
      const answer = await carryOut(record, decision, by);
      if (answer.code === 'missing') return { outcome: 'missing' };
      if (answer.code === 'taken') return { outcome: 'id_taken' as Refusal, record };
      if (answer.code === 'changed' || answer.code === 'replayed') continue;
      if (answer.code === 'budget_used_up' || answer.code === 'price_unknown') return { outcome: answer.code, need: answer.short, record };
      await remind(reminders.remindWoken(answer.woken));
      return { outcome: answer.code, record: decodeRecord(answer.record) };
    }
  };

  /** @throws KeyReusedError */
  const carryOut = async ({ id, seq, status }: JobRecord, decision: Decision, { author, idempotency, done }: Deciding) => {
    const pass = randomUUID();
    const change = encodeChange(decision.change);
    const changes = { status: { before: status, after: decision.change.status ?? status }, ...done.says };
    const operation = {
      now: now(),
      id,
      seq: String(seq),
      pass,
      change,
      idempotency: encodeIdempotency(idempotency, pass, JOB_KEYS_KEPT_MS),
      audit: auditNote(author, { action: done.action, target: { type: 'job', id }, changes }),
    };
    if (decision.as === 'end') return unlessReused(await run('end_held', operation));
    return unlessReused(await run('restart', { ...operation, claim: decision.change.claim }));
  };

  return { retry, resolve };
}

/** What a removed job of the same tenant made may be adopted. */
function isAnothers(owner: Owner | undefined, { id, tenant }: JobRecord): boolean {
  return owner !== undefined && (owner.jobId === null ? owner.tenant !== tenant : owner.jobId !== id);
}

function saysOfRetry(confirmCost: boolean): AuditChanges {
  return confirmCost ? { confirm_cost: { after: true } } : {};
}

function saysOfResolve({ note: _note, ...asked }: ResolveRequest): AuditChanges {
  return Object.fromEntries(Object.entries(asked).flatMap(([field, after]) => (after === undefined ? [] : [[field, { after }]])));
}
