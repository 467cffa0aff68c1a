import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';

import { documentedMetrics } from '../checks/metrics.ts';
import { readQuery } from '../checks/promql.ts';
import { promtool, runPromtool } from '../checks/promtool.ts';
import { queryProblems } from '../checks/query-problems.ts';
import { readText } from '../checks/repository.ts';

type Panel = {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { refId: string; expr: string; datasource: { uid: string } }[];
};
type Board = { uid: string; panels: Panel[]; templating: { list: { name: string }[] }; annotations: { list: { expr: string }[] } };

const board = JSON.parse(readText('deploy/grafana/darkroom.json')) as Board;
const panels = board.panels.filter(({ type }) => type !== 'row');
const queries = [...panels.flatMap(({ targets }) => targets!.map(({ expr }) => expr)), ...board.annotations.list.map(({ expr }) => expr)];
const withPromtool = promtool ? test : test.skip;

test('every query of the board asks for metrics and labels that exist', () => {
  expect(queries.length).toBeGreaterThan(40);
  expect(queries.flatMap((query) => queryProblems(query))).toEqual([]);
});

test('the board shows every metric', () => {
  const shown = queries.flatMap((query) => readQuery(query).metrics);
  // Those by their recording rules, and those that another metric shows better.
  const elsewhere = new Set(['darkroom_jobs', 'darkroom_events_set_aside_total']);
  const missing = documentedMetrics().filter(({ name }) => !elsewhere.has(name) && !shown.some((metric) => metric.startsWith(name)));
  expect(missing).toEqual([]);
});

withPromtool('Prometheus parses every query of the board', parsesAll);

function parsesAll(): void {
  const folder = mkdtempSync(join(tmpdir(), 'darkroom-board-'));
  try {
    const plain = queries.map((query) => query.replaceAll('$__rate_interval', '5m').replaceAll('$namespace', '.*'));
    const file = join(folder, 'board.rules.yaml');
    writeFileSync(
      file,
      stringify({ groups: [{ name: 'board', rules: plain.map((expr, index) => ({ record: `query:${index}`, expr })) }] }),
    );
    expect(runPromtool('check', 'rules', '--lint=none', file)).toMatchObject({ ok: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('panels have ids of their own, do not overlap, and use the variables of the board', () => {
  expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
  const overlapping = board.panels.filter(({ gridPos: a }, index) =>
    board.panels.slice(index + 1).some(({ gridPos: b }) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h),
  );
  expect(overlapping.map(({ title }) => title)).toEqual([]);
  expect(board.templating.list.map(({ name }) => name)).toEqual(['datasource', 'namespace']);
  for (const { targets } of panels) for (const { datasource } of targets!) expect(datasource.uid).toBe('${datasource}');
});
