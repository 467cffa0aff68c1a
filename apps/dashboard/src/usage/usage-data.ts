import type { SettingsKeys } from '@darkroom/api/http/access/settings-keys';
import { wantsCsv } from '@darkroom/api/http/answer/answer-csv';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import { tenantOrAll, type Handler } from '@darkroom/api/http/handler';
import { sumUsage } from '@darkroom/api/usage/group-usage';
import { answerUsageCsv, tooManyRows } from '@darkroom/api/usage/show-usage';
import { readUsageQuery } from '@darkroom/api/usage/usage-query';
import type { Prices, Usage, UsageGroup } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import express, { type Router } from 'express';

import { keyNames } from './key-names.ts';
import { amountOf, usageOverTime, type UsageChart } from './usage-chart.ts';

type Deps = { store: Store; clock: Clock; prices: Prices | undefined; settings: SettingsKeys };

/** Usage as the page shows it: the largest rows, how many more there are, the same over time, and names of its keys. */
export type UsageShown = Usage & { rows: number; chart: UsageChart; key_names: Record<string, string> };

/** More rows nobody reads; the CSV has all. */
const MOST_SHOWN = 250;

/** Usage for people: with the query of `GET /v1/usage`, the largest rows first. As CSV, all rows in the same order. */
export function usageData(deps: Deps): Router {
  const router = express.Router();
  router.get('/data/usage', checkQuery(true), show(deps));
  return router;
}

function show({ store, clock, prices, settings }: Deps): Handler {
  return async (request, response) => {
    const { from, to, groupBy, only } = readUsageQuery(request.query, clock.now());
    const tenant = tenantOrAll(response);
    const grouping = { groupBy, only, hasPrices: prices !== undefined };
    const table = sumUsage(grouping);
    const overTime = usageOverTime(grouping);
    for await (const records of store.usage.read({ tenants: tenant === null ? null : [tenant], from, to })) {
      if (!table.add(records)) throw tooManyRows();
      overTime.add(records);
    }
    const { data, total } = table.present();
    const chart = overTime.present({ from, to });
    // Days are read in their order, also those of one project; everything else by what it comes to.
    const fixed: { [group in UsageGroup]?: string | undefined } = { ...only, ...(tenant !== null && { tenant }) };
    const isByDay = groupBy.find((group) => fixed[group] === undefined) === 'day';
    const sorted = isByDay ? data.toReversed() : data.toSorted((a, b) => amountOf(b, chart.measure) - amountOf(a, chart.measure));
    response.vary('Accept');
    if (wantsCsv(request)) {
      answerUsageCsv(request, response, { from, to, group_by: groupBy, data: sorted });
      return;
    }
    const shown = sorted.slice(0, MOST_SHOWN);
    const inChart = chart.by === 'key' ? chart.series.map(({ value }) => value) : [];
    const keys = [only.key, ...inChart, ...shown.map(({ key }) => key)].filter((key) => typeof key === 'string');
    const usage: UsageShown = {
      object: 'usage',
      from,
      to,
      group_by: groupBy,
      currency: prices?.currency ?? null,
      data: shown,
      rows: data.length,
      total,
      chart,
      key_names: await keyNames({ store, settings }, keys),
    };
    response.json(usage);
  };
}
