import type { Reconciliation } from '@darkroom/contracts';
import { html } from 'lit-html';

import { call, newIdempotencyKey, problemWords } from '../../state/call.ts';
import { dayOf, lastDays } from '../../words/text/days.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';
import { fieldErrors, given, textField, type FieldErrors } from '../form/field.ts';

const DAY_MS = 86_400_000;
const WEEK = 7;

/** Asks which days to compare, and starts it. `now` in ms. */
export function askReconciliation({
  tenant,
  now,
  onStarted,
}: {
  tenant: string | null;
  now: number;
  onStarted: (id: string) => void;
}): void {
  let errors: FieldErrors = new Map();
  let started: string | null = null;
  const idempotencyKey = newIdempotencyKey();
  const { from, to } = lastDays(WEEK, dayOf(now - DAY_MS));
  ask({
    title: tenant === null ? 'Compare the account with Getty' : `Compare ${tenant} with Getty`,
    confirm: 'Start',
    body: () =>
      html`<p>Getty’s history of generations is read, behind all calls of jobs, and compared with our records. It costs nothing.</p>
        <div class="form-fields">
          ${textField({ name: 'from', label: 'First day (UTC)', errors }, { value: from, type: 'date' })}
          ${textField({ name: 'to', label: 'Last day (UTC)', errors }, { value: to, type: 'date' })}
        </div>
        ${noteField()}`,
    act: async (form) => {
      const body = { from: given(form, 'from'), to: given(form, 'to') };
      // Another body is another action; the same sent twice is one.
      const key = `${idempotencyKey}-${body.from}-${body.to}`;
      const { data, problem } = await call<Reconciliation>('/v1/reconciliations', {
        method: 'POST',
        tenant,
        body,
        note: noteOf(form),
        idempotencyKey: key,
      });
      errors = problem ? fieldErrors(problem) : new Map();
      started = data?.id ?? null;
      if (!problem) return null;
      return errors.size > 0 ? 'It was not started. See the fields above.' : problemWords(problem);
    },
    onDone: () => started !== null && onStarted(started),
  });
}
