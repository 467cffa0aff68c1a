import { readdirSync } from 'node:fs';

import { validateWorkflow } from '@action-validator/core';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

import { pathOf, readText } from '../checks/repository.ts';

type Step = { uses?: string; run?: string; with?: Record<string, unknown> };
type Workflow = { permissions: Record<string, string>; jobs: Record<string, { 'timeout-minutes': number; steps: Step[] }> };

const FILES = readdirSync(pathOf('.github/workflows'));
const read = (file: string) => readText(`.github/workflows/${file}`);
const stepsOf = (file: string) => Object.values((parse(read(file)) as Workflow).jobs).flatMap(({ steps }) => steps);

/** The schema in the package is older than this permission. */
const withoutAttestations = (text: string) => text.replace(/^ +attestations: write\n/m, '');

test.each(FILES)('%s is valid by the published schema, and a wrong key is found', (file) => {
  expect(validateWorkflow(withoutAttestations(read(file))).errors).toEqual([]);
  expect(validateWorkflow(withoutAttestations(read(file)).replace('runs-on:', 'run-on:')).errors).not.toEqual([]);
});

test.each(FILES)('%s pins each action to a whole version, has few rights and ends, and needs no secret', (file) => {
  const used = stepsOf(file).flatMap(({ uses }) => uses ?? []);
  expect(used.filter((name) => !/^actions\/[\w-]+@v\d+\.\d+\.\d+$/.test(name))).toEqual([]);
  const { permissions, jobs } = parse(read(file)) as Workflow;
  expect(permissions).toEqual({ contents: 'read' });
  expect(Object.values(jobs).filter((job) => !(job['timeout-minutes'] > 0))).toEqual([]);
  expect(read(file)).not.toContain('secrets.');
});

test('a workflow that builds for another platform than its runner has the emulator for it before', () => {
  for (const file of FILES) {
    const runs = stepsOf(file).flatMap(({ run }) => run ?? []);
    const builds = runs.findIndex((run) => run.includes('--platform linux/amd64,linux/arm64'));
    const emulates = runs.findIndex((run) => run.includes('qemu-user-static'));
    expect([file, builds > emulates]).toEqual([file, builds !== -1]);
  }
});

test('every npm script and file that a workflow runs exists', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  const runs = FILES.flatMap(stepsOf).flatMap(({ run }) => run ?? []);
  const named = runs.flatMap((run) => [...run.matchAll(/npm run (\w+)/g)].map(([, name]) => name!));
  expect(named).toContain('release');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  expect(runs).toContain('.ci/run');
  expect(readText('.ci/run')).toContain('npm test');
});
