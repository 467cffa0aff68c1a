import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';

import { kustomize } from '../checks/kustomize.ts';

const FOLDERS = ['base', 'overlays/production'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

const kubectl = spawnSync('kubectl', ['kustomize', '--help']).status === 0;
const withKubectl = kubectl ? test.each(FOLDERS) : test.skip.each(FOLDERS);

withKubectl('the tests apply %s as kubectl does', appliesAsKubectl);

function appliesAsKubectl(folder: string): void {
  const printed = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' })
    // The digest of its contents, by which a changed ConfigMap restarts pods.
    .replaceAll(/darkroom-settings-[a-z0-9]{10}\b/g, 'darkroom-settings');
  const theirs = parseAllDocuments(printed).map((document) => document.toJS() as { kind: string; metadata: { name: string } });
  expect(sorted(kustomize(folder))).toEqual(sorted(theirs));
}

function sorted<Item extends { kind: string; metadata: { name: string } }>(items: Item[]): Item[] {
  return items.toSorted((a, b) => `${a.kind} ${a.metadata.name}`.localeCompare(`${b.kind} ${b.metadata.name}`));
}
