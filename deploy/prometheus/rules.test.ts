import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

import { kustomize } from '../checks/kustomize.ts';
import { documentedMetrics, metricsInCode, rules, type Rule } from '../checks/metrics.ts';
import { promtool, runPromtool } from '../checks/promtool.ts';
import { queryProblems } from '../checks/query-problems.ts';
import { pathOf, readText } from '../checks/repository.ts';

const withPromtool = promtool ? test : test.skip;
const PRODUCTION = kustomize(pathOf('deploy/kubernetes/overlays/production'));

withPromtool('promtool accepts the rules, and they fire as their tests say', acceptsAndFires);
withPromtool('a rule that fires too early is found', findsWhatFiresTooEarly);

function acceptsAndFires(): void {
  const accepted = runPromtool('check', 'rules', '--lint=all', '--lint-fatal', pathOf('deploy/prometheus/darkroom.rules.yaml'));
  expect(accepted).toMatchObject({ ok: true });
  expect(runPromtool('test', 'rules', pathOf('deploy/prometheus/darkroom.rules.test.yaml'))).toMatchObject({ ok: true });
}

function findsWhatFiresTooEarly(): void {
  const folder = mkdtempSync(join(tmpdir(), 'darkroom-rules-'));
  try {
    const early = readText('deploy/prometheus/darkroom.rules.yaml').replace(
      '{status="held"} > 0\n        for: 5m',
      '{status="held"} > 0\n        for: 0m',
    );
    writeFileSync(join(folder, 'darkroom.rules.yaml'), early);
    const tests = readText('deploy/prometheus/darkroom.rules.test.yaml');
    const [held] = /^ {2}- name: A held job[^]*?(?=^ {2}- name: )/m.exec(tests)!;
    writeFileSync(join(folder, 'test.yaml'), `${tests.slice(0, tests.indexOf('  - name: '))}${held}`);
    expect(runPromtool('test', 'rules', join(folder, 'test.yaml'))).toMatchObject({
      ok: false,
      output: expect.stringContaining('DarkroomHeldJobs'),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every alert has a test in which it fires, a severity, and a page that exists', () => {
  const alerts = rules().filter(({ alert }) => alert !== undefined);
  expect(alerts.length).toBeGreaterThan(20);
  const monitoring = readText('docs/operations/monitoring.md');
  expect(alerts.filter((alert) => !rowOf(alert).test(monitoring)).map(({ alert }) => alert)).toEqual([]);
  const tests = readText('deploy/prometheus/darkroom.rules.test.yaml');
  expect(alerts.filter(({ alert }) => !tests.includes(`alertname="${alert}"`)).map(({ alert }) => alert)).toEqual([]);
  for (const { labels, annotations } of alerts) {
    expect(labels?.['severity']).toMatch(/^(page|ticket)$/);
    const [page, anchor] = annotations!['runbook']!.split('#');
    const headings = [...readText(page!).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
    expect([...headings, undefined]).toContain(anchor);
  }
});

/** The alert in the table of the page of monitoring. */
function rowOf({ alert, labels }: Rule): RegExp {
  return new RegExp(`^\\| \`${alert}\` .*\\| ${labels!['severity']} \\|$`, 'm');
}

test('the rules ask for metrics and labels that exist', () => {
  expect(rules().flatMap(({ expr }) => queryProblems(expr))).toEqual([]);
  expect(queryProblems('max(darkroom_no_such) > 0')).toEqual(['max(darkroom_no_such) > 0: no metric darkroom_no_such']);
  expect(queryProblems('max by (stat) (darkroom_jobs)')).toEqual(['max by (stat) (darkroom_jobs): no label stat']);
  expect(queryProblems('max(darkroom_jobs')).toEqual([expect.stringContaining('wrong at')]);
});

test('the page of monitoring has every metric of the code, and no other', () => {
  const documented = documentedMetrics().map(({ name }) => name);
  expect(documented.length).toBeGreaterThan(35);
  expect(documented.toSorted()).toEqual(metricsInCode());
});

test('the Prometheus Operator gets the same rules', () => {
  const rule = PRODUCTION.find(({ kind }) => kind === 'PrometheusRule')!;
  expect(rule['spec']).toEqual(parse(readText('deploy/prometheus/darkroom.rules.yaml')));
});

test('KEDA asks for metrics that exist, and never for jobs that wait for Getty', () => {
  const triggers = PRODUCTION.filter(({ kind }) => kind === 'ScaledObject').flatMap(
    ({ spec }) => (spec as unknown as { triggers: { metadata: { query: string } }[] }).triggers,
  );
  const queries = triggers.map(({ metadata }) => metadata.query);
  expect(queries).toHaveLength(3);
  expect(queries.flatMap((query) => queryProblems(query))).toEqual([]);
  expect(queries.join(' ')).not.toMatch(/darkroom_jobs\b|pending|_line/);
});
