import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const namesIn = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))];

const FIELDS = /^ +([A-Z][A-Z0-9_]+):/gm;
const TELEMETRY = namesIn(read('packages/runtime/src/settings/telemetry-settings.ts'), /^ {2}(OTEL_[A-Z_]+):/gm);

/** Every setting that a process knows. */
const KNOWN = [
  ...TELEMETRY,
  ...namesIn(/const KNOWN = new Set\(\[([^\]]*)\]/.exec(read('packages/runtime/src/settings/settings.ts'))![1]!, /'([A-Z0-9_]+)'/g),
];

/** The settings of the API's calls, which the dashboard serves too. */
const CALLS = /export const callsSettings = \{([^]*?)\n\};/.exec(read('apps/api/src/config.ts'))![1]!;

const GROUPS: Record<string, string[]> = {
  sharedSettings: [...namesIn(read('packages/runtime/src/settings/settings.ts'), FIELDS), ...TELEMETRY],
  archiveSettings: namesIn(read('packages/runtime/src/settings/archive-settings.ts'), FIELDS),
  gettySettings: namesIn(read('packages/runtime/src/settings/getty-settings.ts'), FIELDS),
};
GROUPS['callsSettings'] = [...namesIn(CALLS, FIELDS), ...GROUPS['archiveSettings']!, ...GROUPS['gettySettings']!];

/** The settings in the schema of an app. */
function settingsOf(app: string): string[] {
  const text = read(`apps/${app}/src/config.ts`);
  const groups = Object.entries(GROUPS).filter(([group]) => text.includes(`...${group}`));
  return [...new Set([...groups.flatMap(([, names]) => names), ...namesIn(text, FIELDS)])];
}

type Compose = { services: Record<string, { environment: Record<string, string> }> };
const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;

/** The image sets PORT; the compose file has its own Redis. */
const NOT_GIVEN = new Set(['PORT', 'REDIS_URL', 'REDIS_URL_FILE', 'REDIS_TLS_CA']);

test.each(['api', 'worker', 'notifier', 'dashboard'])('docker-compose.yml passes every setting of %s', (app) => {
  const settings = settingsOf(app).filter((name) => !NOT_GIVEN.has(name));
  expect(settings.length).toBeGreaterThan(8);
  const environment = compose.services[app]!.environment;
  expect(settings.filter((name) => !environment[name]?.includes(`\${${name}:-`))).toEqual([]);
  expect(Object.keys(environment).filter((name) => !settingsOf(app).includes(name))).toEqual([]);
});

test('.env.example has every setting that docker-compose.yml takes, and no other', () => {
  const taken = namesIn(read('docker-compose.yml'), /\$\{([A-Z0-9_]+):-/g).filter((name) => name !== 'NAME');
  expect(namesIn(read('.env.example'), /^#?([A-Z0-9_]+)=/gm).toSorted()).toEqual(taken.toSorted());
});

test('the page of settings has a row for every setting', () => {
  const page = read('docs/operations/settings.md');
  expect(KNOWN.length).toBeGreaterThan(25);
  expect(KNOWN.filter((name) => !new RegExp(`^\\|[^|]*\`${name}\`[^|]*\\|`, 'm').test(page))).toEqual([]);
});
