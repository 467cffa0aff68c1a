import { Budget, BudgetId, PutBudget, Usage } from '@darkroom/contracts';
import { z } from 'zod';

import { ListBudgetsQuery } from '../../budgets/list-budgets.ts';
import { UsageQuery } from '../../usage/usage-query.ts';
import { BUDGET, USAGE, USAGE_CSV, USED_UP_BUDGET } from '../examples/money.ts';
import type { Operations } from '../operation.ts';

const BudgetPage = z
  .strictObject({ data: z.array(Budget), next_cursor: z.string().nullable() })
  .meta({ id: 'BudgetPage', description: 'One page of budgets, by tenant and id.' });

const shown = { says: 'The budget.', json: Budget, examples: { budget: { summary: 'With room', value: BUDGET } } };

export const moneyOperations: Operations = {
  'GET /v1/usage': {
    id: 'getUsage',
    tag: 'Money',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'Get usage',
    description: `Paid calls by the day (UTC) on which they were made, with later changes of their bills. \`generations\` and \`downloads\` count calls that cost, or
may cost; \`not_charged\` counts those that Getty refused. At most 13 months, as long as usage is kept. A tenant's day has at most 500
combinations; further ones count under \`(other)\`.

With \`Accept: text/csv\` it is a file with the same columns, for spreadsheets. Text that a spreadsheet would run as a formula begins with \`'\`.`,
    query: UsageQuery,
    answers: {
      200: {
        says: 'The usage.',
        headers: { 'Content-Disposition': 'sometimes' },
        json: Usage,
        examples: { month: { summary: 'A month, by day and project', value: USAGE } },
        text: { 'text/csv': USAGE_CSV },
      },
    },
  },

  'GET /v1/budgets': {
    id: 'listBudgets',
    tag: 'Money',
    scope: 'admin',
    covers: 'all_tenants',
    summary: 'List budgets',
    query: ListBudgetsQuery,
    answers: {
      200: {
        says: 'One page.',
        headers: { Link: 'sometimes' },
        json: BudgetPage,
        examples: { page: { summary: 'The last page', value: { data: [BUDGET], next_cursor: null } } },
      },
    },
  },

  'GET /v1/budgets/:id': {
    id: 'getBudget',
    tag: 'Money',
    scope: 'admin',
    summary: 'Get a budget',
    path: { id: BudgetId },
    answers: { 200: { ...shown, examples: { ...shown.examples, usedUp: { summary: 'Used up: jobs wait', value: USED_UP_BUDGET } } } },
    problems: ['not_found'],
  },

  'PUT /v1/budgets/:id': {
    id: 'putBudget',
    tag: 'Money',
    scope: 'admin',
    summary: 'Create or change a budget',
    description: `The id is yours. Units are reserved when a job is accepted, in the same step, so a budget is never exceeded. Counting starts at creation.

Only \`limit\`, \`warn_at\` and \`when_used_up\` can change; what is left out has its default again. Lowering the limit undoes nothing that was
accepted. Raising it lets waiting jobs go on. At most 100 budgets.

A budget that the operator has put cannot be changed or deleted with a key of the tenant.`,
    path: { id: BudgetId },
    body: {
      schema: PutBudget,
      examples: {
        generations: {
          summary: 'Generations of a project in a month; further ones wait',
          value: {
            project_code: 'WINTER-26',
            unit: 'generations',
            limit: '137',
            period: 'month',
            time_zone: 'Europe/Berlin',
            when_used_up: 'wait',
          },
        },
        cost: {
          summary: 'Cost of a day; further jobs are refused',
          value: { unit: 'cost', limit: '99.50', period: 'day', warn_at: [0.5, 0.9] },
        },
      },
    },
    answers: {
      200: { ...shown, says: 'It is changed.' },
      201: { ...shown, says: 'It is created.', headers: { Location: 'always' } },
    },
    problems: ['budget_fixed', 'forbidden', 'not_found', 'too_many_budgets'],
  },

  'DELETE /v1/budgets/:id': {
    id: 'deleteBudget',
    tag: 'Money',
    scope: 'admin',
    summary: 'Delete a budget',
    description: 'Jobs that wait for it go on.',
    path: { id: BudgetId },
    answers: { 204: { says: 'It is deleted.' } },
    problems: ['forbidden', 'not_found'],
  },
};
