import type { Prices, Usage } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import type { Request } from 'express';

import { answerCsv, wantsCsv } from '../http/answer/answer-csv.ts';
import type { ProblemError } from '../http/problem.ts';
import { tenantOrAll, type Answer, type Handler } from '../http/handler.ts';
import { invalidRequest } from '../http/request/validate.ts';
import { groupUsage, MOST_ROWS } from './group-usage.ts';
import { readUsageQuery } from './usage-query.ts';

type Deps = { store: Store; clock: Clock; prices: Prices | undefined };

/** `GET /v1/usage`: paid calls between two days, grouped as asked, as JSON or CSV. */
export function showUsage({ store, clock, prices }: Deps): Handler {
  return async (request, response) => {
    const { from, to, groupBy, only } = readUsageQuery(request.query, clock.now());
    const tenant = tenantOrAll(response);
    const records = store.usage.read({ tenants: tenant === null ? null : [tenant], from, to });
    const grouped = await groupUsage(records, { groupBy, only, hasPrices: prices !== undefined });
    if (grouped === 'too_many') throw tooManyRows();
    const usage: Usage = { object: 'usage', from, to, group_by: groupBy, currency: prices?.currency ?? null, ...grouped };
    response.vary('Accept');
    if (!wantsCsv(request)) {
      response.json(usage);
      return;
    }
    answerUsageCsv(request, response, usage);
  };
}

/** The rows as a file for spreadsheets, in their order. */
export function answerUsageCsv(
  request: Request,
  response: Answer,
  { from, to, group_by: groupBy, data }: Pick<Usage, 'from' | 'to' | 'group_by' | 'data'>,
): void {
  const columns = [...groupBy, ...COUNTS];
  const rows = data.map((row) => columns.map((column) => row[column]));
  answerCsv(request, response, { fileName: `usage-${from}-${to}.csv`, columns, rows });
}

/** More rows than an answer may have. */
export function tooManyRows(): ProblemError {
  return invalidRequest([{ pointer: '/group_by', detail: `gives more than ${MOST_ROWS} rows: ask for fewer days, or group by less` }]);
}

const COUNTS = ['generations', 'downloads', 'not_charged', 'charged', 'may_be_charged', 'unknown', 'cost'] as const;
