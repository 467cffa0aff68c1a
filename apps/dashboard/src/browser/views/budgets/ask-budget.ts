import type { Budget } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { call, problemWords, type CallProblem } from '../../state/call.ts';
import { limitChangeWords, periodWords, scopeWords } from '../../words/money/budget.ts';
import { counted } from '../../words/text/text.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';
import { choiceField, fieldErrors, given, textField, type FieldErrors } from '../form/field.ts';

export type BudgetForm = {
  tenants: readonly string[];
  /** The person covers all tenants: the budget is the operator's. */
  isOperator: boolean;
  currency: string | null;
  onDone: (words: string) => void;
};

const NONE: FieldErrors = new Map();
const SOME_WRONG = 'Nothing was changed. See the fields above.';

/** Asks for a new budget. */
export function askNewBudget({ tenants, isOperator, currency, onDone }: BudgetForm): void {
  let errors = NONE;
  let unit = 'generations';
  const units: [string, string][] = [
    ['generations', 'Generations'],
    ['downloads', 'Downloads'],
    ['size', 'Downloads in one size'],
    ...(currency === null ? [] : [['cost', `Cost (${currency})`] as [string, string]]),
  ];
  const asked = ask({
    title: 'New budget',
    confirm: 'Create the budget',
    body: () =>
      html`${isOperator ? html`<p>It will be the operator’s: keys of the tenant cannot change it.</p>` : nothing}
        <div class="form-fields">
          ${
            tenants.length > 1
              ? choiceField(
                  { name: 'tenant', label: 'Tenant', errors },
                  tenants.map((each) => [each, each] as const),
                )
              : nothing
          }
          ${textField({ name: 'id', label: 'Name', errors, hint: 'Letters, digits, _ . and -' })}
          ${textField({ name: 'project_code', label: 'Project code', errors, hint: 'Empty: all projects' })}
          ${textField({ name: 'product_id', label: 'Product', errors, hint: 'Empty: all products' }, { mode: 'numeric' })}
          ${choiceField({ name: 'unit', label: 'Counts', errors }, units, {
            value: unit,
            onPick: (picked) => {
              unit = picked;
              asked.redraw();
            },
          })}
          ${unit === 'size' ? textField({ name: 'size', label: 'Size', errors, hint: 'Such as 4k' }) : nothing}
          ${textField({ name: 'limit', label: 'Limit', errors }, { mode: 'decimal' })}
          ${choiceField({ name: 'period', label: 'Full again', errors }, [
            ['month', 'Each month'],
            ['week', 'Each Monday'],
            ['day', 'Each day'],
            ['total', 'Never'],
          ])}
          ${textField({ name: 'time_zone', label: 'Time zone', errors, hint: 'Where its days begin' }, { value: 'UTC', list: 'time-zones' })}
          ${rest(errors)}
        </div>
        <datalist id="time-zones">${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value=${zone}></option>`)}</datalist>
        ${noteField()}`,
    act: async (form) => {
      errors = NONE;
      const tenant = given(form, 'tenant') || (tenants[0] ?? null);
      const id = given(form, 'id');
      const wrong = (problem: CallProblem): string => {
        errors = fieldErrors(problem);
        if (unit === 'size' && errors.has('unit')) errors = new Map([...errors, ['size', 'must be a size such as 4k']]);
        return errors.size > 0 ? SOME_WRONG : problemWords(problem);
      };
      if (id === '') return wrong(missing('id'));
      // A PUT would change a budget that is there already.
      const there = await call<{ data: Budget[] }>('/v1/budgets', { tenant });
      if (there.problem) return wrong(there.problem);
      if (there.data.data.some((budget) => budget.id === id)) {
        return wrong({
          ...missing('id'),
          errors: [{ pointer: '/id', detail: 'is in use already: change that budget, or choose another name' }],
        });
      }
      const { problem } = await call(`/v1/budgets/${encodeURIComponent(id)}`, {
        method: 'PUT',
        tenant,
        note: noteOf(form),
        body: {
          ...changeable(form),
          ...optional(form),
          unit: unit === 'size' ? `downloads.${given(form, 'size')}` : unit,
          period: given(form, 'period'),
        },
      });
      return problem ? wrong(problem) : null;
    },
    onDone: () => onDone('The budget was created.'),
  });
}

/** Asks for another limit, other warnings, or what happens when it is used up. */
export function askBudgetChange(budget: Budget, { currency, onDone }: Pick<BudgetForm, 'currency' | 'onDone'>): void {
  let errors = NONE;
  let limit = budget.limit;
  const asked = ask({
    title: `Change the budget ${budget.id}`,
    confirm: 'Change the budget',
    body: () => {
      const words = limitChangeWords(budget, limit, currency);
      return html`<p>${scopeWords(budget)}, ${periodWords(budget)}. What it counts cannot change: create another budget for that.</p>
        <div class="form-fields">
          ${textField(
            { name: 'limit', label: 'Limit', errors },
            {
              value: budget.limit,
              mode: 'decimal',
              onInput: (text) => {
                limit = text;
                asked.redraw();
              },
            },
          )}
          ${rest(errors, budget)}
        </div>
        <p class="form-consequence" role="status">${words ?? nothing}</p>
        ${noteField()}`;
    },
    act: async (form) => {
      errors = NONE;
      const { project_code, product_id, unit, period, time_zone } = budget;
      const { problem } = await call(addressOf(budget), {
        method: 'PUT',
        tenant: budget.tenant,
        note: noteOf(form),
        body: {
          ...changeable(form),
          ...(project_code !== null && { project_code }),
          ...(product_id !== null && { product_id }),
          unit,
          period,
          time_zone,
        },
      });
      if (!problem) return null;
      errors = fieldErrors(problem);
      return errors.size > 0 ? SOME_WRONG : problemWords(problem);
    },
    onDone: () => onDone('The budget was changed.'),
  });
}

/** Asks before a budget is removed. */
export function askBudgetRemoval(budget: Budget, onDone: (words: string) => void): void {
  const { waiting_jobs: waiting } = budget;
  ask({
    title: `Remove the budget ${budget.id}?`,
    confirm: 'Remove the budget',
    isFinal: true,
    body: () =>
      html`<p>${scopeWords(budget)} will no longer be limited by it. What it has counted is gone; usage stays.</p>
        ${waiting > 0 ? html`<p><b>${counted(waiting, 'job waits', 'jobs wait')} for it, and will go on at once. Their calls are paid.</b></p>` : nothing}${noteField()}`,
    act: async (form) => {
      const { problem } = await call(addressOf(budget), { method: 'DELETE', tenant: budget.tenant, note: noteOf(form) });
      return problem ? problemWords(problem) : null;
    },
    onDone: () => onDone('The budget was removed.'),
  });
}

/** The fields that can change later. */
function rest(errors: FieldErrors, budget?: Budget): TemplateResult {
  const warnings = (budget?.warn_at ?? [0.8]).map((share) => Math.round(share * 1e4) / 100).join(', ');
  return html`${textField({ name: 'warn_at', label: 'Warns at (%)', errors, hint: 'Such as 80, 95. Empty: never' }, { value: warnings })}
  ${choiceField(
    { name: 'when_used_up', label: 'When it is used up', errors },
    [
      ['reject', 'New jobs are refused'],
      ['wait', 'New jobs wait for room'],
    ],
    { value: budget?.when_used_up ?? 'reject' },
  )}`;
}

function changeable(form: FormData) {
  const warnings = given(form, 'warn_at');
  return {
    limit: given(form, 'limit'),
    // What is no number becomes null, which the server refuses beside the field.
    warn_at: warnings === '' ? [] : warnings.split(',').map((each) => Math.round(Number(each.replace('%', '')) * 100) / 1e4),
    when_used_up: given(form, 'when_used_up'),
  };
}

function optional(form: FormData) {
  const [project, product, zone] = ['project_code', 'product_id', 'time_zone'].map((name) => given(form, name));
  return {
    ...(project && { project_code: project }),
    ...(product && { product_id: Number(product) }),
    ...(zone && { time_zone: zone }),
  };
}

function missing(name: string): CallProblem {
  return { status: 422, code: 'invalid_request', detail: '', errors: [{ pointer: `/${name}`, detail: 'is missing' }] };
}

function addressOf({ id }: Budget): string {
  return `/v1/budgets/${encodeURIComponent(id)}`;
}
