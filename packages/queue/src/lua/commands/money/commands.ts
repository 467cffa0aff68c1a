import type { BudgetPeriod, Tenant } from '@darkroom/contracts';

import { fields, flag, number, rest, row, rows, text, textAs } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';
import { need, verdict, type AuditNote } from '../shared.ts';
import type { Fields } from '../../../redis/fields.ts';

export const moneyCommands = {
  put_budget: command({
    takes: {
      tenant: of<Tenant>(),
      id: of<string>(),
      fields: of<Fields>(),
      starts: of<number[]>(),
      is_operator: of<boolean>(),
      most: of<number>(),
      check_in: of<number>(),
      token: of<string>(),
      audit: optional<AuditNote>(),
    },
    answers: { created: { budget: fields }, changed: { budget: fields }, fixed: {}, set_by_operator: {}, too_many: {} },
  }),
  remove_budget: command({
    takes: { tenant: of<Tenant>(), id: of<string>(), is_operator: of<boolean>(), audit: optional<AuditNote>() },
    answers: { removed: {}, missing: {}, set_by_operator: {} },
  }),
  read_budgets: command({
    whenFull: 'frees',
    takes: { tenant: of<Tenant>(), id: optional<string>() },
    answers: { budgets: { found: rest(fields) } },
  }),
  tend_budgets: command({
    takes: { most: of<number>() },
    answers: {
      tended: { more: flag, ending: rest(row({ budget: text, period: textAs<BudgetPeriod>(), timeZone: text, last: number })) },
    },
  }),
  check_budgets: command({
    takes: { most: of<number>(), every: of<number>() },
    answers: {
      none: {},
      counted: { tenant: text, differences: rest(row({ budget: text, what: text, counter: number, sum: number })) },
    },
  }),
  extend_periods: command({
    takes: { budget: of<string>(), starts: of<number[]>() },
    answers: { extended: {}, missing: {} },
  }),
  try_jobs: command({
    whenFull: 'frees',
    takes: { jobs: of<{ id: string; fields: Fields; restart?: { own: boolean; chain: boolean } }[]>() },
    texts: 'many',
    answers: { tried: { verdicts: rows({ verdict, budget: text, unit: text, needs: text, left: text }), budgets: rows(need) } },
  }),
};
