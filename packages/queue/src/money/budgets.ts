import { randomUUID } from 'node:crypto';

import { parseAmount, type AuditChanges, type PutBudget, type Tenant } from '@darkroom/contracts';

import { auditNote, type Author } from '../audit/author.ts';
import { toFields, type Fields } from '../redis/fields.ts';
import type { RunCommand } from '../lua/commands.ts';
import type { Logger } from '../redis/logger.ts';
import { encodeNewJob, type NewJob } from '../records/job/change.ts';
import type { JobRecord } from '../records/job/record.ts';
import type { Repurchase } from '../records/job/repurchase.ts';
import type { Reminders } from '../reminders/reminders.ts';
import { decodeBudget, type BudgetNeed, type BudgetRecord } from '../records/budget-record.ts';
import { periodStarts } from './periods.ts';

/** What a tenant may spend. Jobs reserve, spend and give back units in their own transitions. */
export type Budgets = ReturnType<typeof createBudgets>;

export type BudgetAsked = { tenant: Tenant; id: string; isOperator: boolean; author?: Author | undefined };

/** `fixed`: scope, unit, period and time zone cannot change. `too_many`: the tenant has as many budgets as it may. */
export type PutBudgetOutcome =
  | { outcome: 'created' | 'changed'; budget: BudgetRecord }
  | { outcome: 'fixed' | 'set_by_operator' | 'too_many' };

/** What accepting a job would come to; `need`: the budget without room, or without a price to count by. */
export type TriedJob = { verdict: 'fits' } | { verdict: 'waits' | 'rejects' | 'price_unknown'; need: BudgetNeed };

/** All budgets of a tenant are looked at for each of its jobs. */
export const MOST_BUDGETS = 100;
/** The counters are compared with the records this often. A portion of records takes a few ms of Redis. */
const CHECK_EVERY_MS = 86_400_000;
const CHECKED_AT_ONCE = 250;
/** Periods that are computed ahead: days of more than a year. */
const PERIODS_AHEAD = 400;

export function createBudgets(deps: { run: RunCommand; reminders: Reminders; now: () => number; logger: Logger }) {
  const { run, reminders, now, logger } = deps;

  /** A woken job without a reminder stays in the `wake` set: the sweep reminds of it. */
  const remind = async (woken: string[]): Promise<void> => {
    try {
      await reminders.remindWoken(woken);
    } catch (error) {
      logger.warn({ error, woken: woken.length }, 'reminders.left_to_sweep');
    }
  };

  /** Makes a budget, or changes its limit, warnings, and what happens when it is used up. */
  const put = async (asked: BudgetAsked, definition: PutBudget): Promise<PutBudgetOutcome> => {
    const { period, time_zone: timeZone } = definition;
    const answer = await run('put_budget', {
      now: now(),
      tenant: asked.tenant,
      id: asked.id,
      is_operator: asked.isOperator,
      fields: encodeBudget(definition, asked.isOperator),
      starts: periodStarts({ period, timeZone, from: now(), count: PERIODS_AHEAD }),
      most: MOST_BUDGETS,
      check_in: CHECK_EVERY_MS,
      token: randomUUID(),
      audit: noted(asked, 'budget.put', changesOf(definition)),
    });
    await remind(answer.woken);
    if (answer.code !== 'created' && answer.code !== 'changed') return { outcome: answer.code };
    return { outcome: answer.code, budget: decodeBudget(answer.budget) };
  };

  const list = async (tenant: Tenant): Promise<BudgetRecord[]> => {
    const { found } = await run('read_budgets', { now: now(), tenant });
    return found.map(decodeBudget);
  };

  const get = async (tenant: Tenant, id: string): Promise<BudgetRecord | null> => {
    const { found } = await run('read_budgets', { now: now(), tenant, id });
    return found[0] ? decodeBudget(found[0]) : null;
  };

  /** Removes a budget. Jobs that wait for it go on. */
  const remove = async (asked: BudgetAsked): Promise<'removed' | 'missing' | 'set_by_operator'> => {
    const answer = await run('remove_budget', {
      now: now(),
      tenant: asked.tenant,
      id: asked.id,
      is_operator: asked.isOperator,
      audit: noted(asked, 'budget.delete'),
    });
    await remind(answer.woken);
    return answer.code;
  };

  /**
   * What accepting these jobs, one after the other, would come to. Nothing is reserved. `budgets`: what all of them take from each, and what was left
   * before them.
   */
  const tryJobs = async (jobs: NewJob[]): Promise<{ jobs: TriedJob[]; budgets: BudgetNeed[] }> => {
    const encoded = jobs.map(encodeNewJob);
    const operation = { now: now(), jobs: encoded.map(({ id, fields }) => ({ id, fields })) };
    const answer = await run('try_jobs', operation, ...encoded.map(({ spec }) => spec));
    return {
      jobs: answer.verdicts.map(({ verdict, budget, unit, needs, left }): TriedJob =>
        verdict === 'fits' ? { verdict } : { verdict, need: { budget, unit, needs: Number(needs), left: Number(left) } },
      ),
      budgets: answer.budgets,
    };
  };

  /** Which of these next runs would find no room, one after the other. A retry does not wait for a budget: without room it is refused. */
  const tryRestarts = async (wanted: Repurchase[]): Promise<(Refusal | undefined)[]> => {
    const encoded = wanted.map(({ record, own, chained }) => ({ ...encodeNewJob(asNewJob(record)), restart: { own, chain: chained > 0 } }));
    const operation = { now: now(), jobs: encoded.map(({ id, fields, restart }) => ({ id, fields, restart })) };
    const { verdicts } = await run('try_jobs', operation, ...encoded.map(({ spec }) => spec));
    return verdicts.map(({ verdict, budget, unit, needs, left }) => {
      if (verdict === 'fits') return undefined;
      const outcome = verdict === 'price_unknown' ? verdict : 'budget_used_up';
      return { outcome, need: { budget, unit, needs: Number(needs), left: Number(left) } };
    });
  };

  /** Begins periods that are due, and wakes jobs that have room again. Returns whether there is more to do at once. */
  const tendOnce = async (most: number): Promise<boolean> => {
    const { woken, more, ending } = await run('tend_budgets', { now: now(), most });
    await remind(woken);
    for (const { budget, period, timeZone, last } of ending) {
      const starts = periodStarts({ period, timeZone, from: last, count: PERIODS_AHEAD });
      await run('extend_periods', { now: now(), budget, starts });
    }
    return more;
  };

  /**
   * Goes on with the check of a tenant's counters that is due. What differs is corrected and logged: it never should. Returns whether there may be
   * more to do at once.
   */
  const checkOnce = async (): Promise<boolean> => {
    const answer = await run('check_budgets', { now: now(), most: CHECKED_AT_ONCE, every: CHECK_EVERY_MS });
    await remind(answer.woken);
    if (answer.code === 'none') return false;
    for (const difference of answer.differences) logger.error({ tenant: answer.tenant, ...difference }, 'budget.corrected');
    return true;
  };

  return { put, list, get, remove, tryJobs, tryRestarts, tendOnce, checkOnce };
}

type Refusal = { outcome: 'budget_used_up' | 'price_unknown'; need: BudgetNeed };

/** A stored job as it would be accepted now. */
function asNewJob({ spec, submittedBy, project, ...record }: JobRecord): NewJob {
  const { id, type, tenant, createdAt, deadlineAt, price, chainPrice } = record;
  const { request } = spec;
  return {
    id,
    type,
    tenant,
    request,
    createdAt,
    deadlineAt,
    price,
    chainPrice,
    ...(request.priority !== undefined && { priority: request.priority }),
    ...(submittedBy !== null && { submittedBy }),
    ...(project !== null && { project }),
  };
}

function noted({ author, tenant, id }: BudgetAsked, action: 'budget.put' | 'budget.delete', changes?: AuditChanges) {
  return auditNote(author, { tenant, action, target: { type: 'budget', id }, changes, once: randomUUID() });
}

/** A new budget: all its fields. Of a change Lua knows what was before. */
function changesOf(definition: PutBudget): AuditChanges {
  return Object.fromEntries(
    Object.entries(definition).flatMap(([field, value]) =>
      value === undefined ? [] : [[field, { after: Array.isArray(value) ? value.map(String) : value }]],
    ),
  );
}

function encodeBudget(definition: PutBudget, isOperator: boolean): Fields {
  const { unit, period, time_zone, when_used_up, project_code, product_id } = definition;
  return toFields(
    Object.entries({
      unit,
      period,
      time_zone,
      when_used_up,
      project_code,
      product_id,
      limit: parseAmount(unit, definition.limit),
      limit_text: definition.limit,
      warn_at: JSON.stringify(definition.warn_at),
      set_by: isOperator ? 'operator' : 'tenant',
    }).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)])),
  );
}
