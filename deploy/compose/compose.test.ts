import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, normalize } from 'node:path';

import { afterAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';

import { APPS, READ_CONFIG, SETTINGS } from '../checks/apps.ts';
import { promtool, runPromtool } from '../checks/promtool.ts';
import { pathOf, readText } from '../checks/repository.ts';

type Service = {
  image: string;
  command?: string | string[];
  restart: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  stop_grace_period?: string;
  environment?: Record<string, string>;
  secrets?: string[];
  volumes?: string[];
  networks: string[] | Record<string, object>;
  extra_hosts?: string[];
  healthcheck?: { test: string[] };
  deploy: { resources: { limits: { memory: string; pids: number } } };
};
type Compose = { services: Record<string, Service>; secrets: Record<string, { file: string }>; volumes: Record<string, null> };

const text = readText('deploy/compose/docker-compose.yml');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);

const scratch = mkdtempSync(join(tmpdir(), 'darkroom-compose-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const secretPath = (name: string) => join(scratch, 'secrets', name);
const makeSecrets = () => execFileSync('sh', [pathOf('deploy/compose/make-secrets.sh'), scratch], { stdio: 'pipe' });

/** `${NAME:-default}` as compose reads it without a file .env; what it requires has an example. */
function substituted(value: string): string {
  return value.replaceAll(/\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, given?: string) =>
    kind === '-' ? given! : `${name.toLowerCase().replaceAll('_', '-')}.example.com`,
  );
}

test('make-secrets.sh makes what every process starts with, and changes nothing when it is run again', () => {
  makeSecrets();
  for (const name of ['GETTY_API_KEY', 'GETTY_API_SECRET']) writeFileSync(secretPath(name), `${name}-of-getty\n`);
  const before = Object.keys(compose.secrets).map((name) => readFileSync(secretPath(name), 'utf8'));
  makeSecrets();
  expect(Object.keys(compose.secrets).map((name) => readFileSync(secretPath(name), 'utf8'))).toEqual(before);
  expect(before.filter((value) => value.trim() === '')).toEqual([]);
  expect(statSync(join(scratch, 'secrets')).mode & 0o777).toBe(0o700);

  for (const app of APPS) {
    const { environment = {}, secrets = [] } = compose.services[app]!;
    const given = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, substituted(value)]));
    expect(Object.keys(given).filter((name) => !SETTINGS.has(name.replace(/_FILE$/, '')))).toEqual([]);
    for (const [name, path] of Object.entries(given).filter(([setting]) => setting.endsWith('_FILE'))) {
      expect([path, secrets]).toEqual([`/run/secrets/${name.replace(/_FILE$/, '')}`, expect.arrayContaining([basename(path)])]);
      given[name] = secretPath(basename(path));
    }
    const config = READ_CONFIG[app](given);
    expect(config.REDIS_URL).toMatch(/^redis\+sentinel:\/\/:[0-9a-f]{48}@sentinel-1:26379,sentinel-2:26379,sentinel-3:26379\/darkroom$/);
    expect(config.PORT).toBe(3000);
  }
});

test('there is no simulator and no default secret, and every service is kept, limited and without rights', () => {
  expect(text).not.toMatch(/simulat[eo]r:|development|change\)/);
  for (const [name, service] of services) {
    expect([name, service.restart, service.read_only, service.cap_drop]).toEqual([name, 'unless-stopped', true, ['ALL']]);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.deploy.resources.limits).toMatchObject({ memory: expect.any(String), pids: expect.any(Number) });
    expect((service.secrets ?? []).filter((secret) => !(secret in compose.secrets))).toEqual([]);
  }
});

test.each(APPS)('%s runs what the image of this version has, and its health is what it answers', (app) => {
  const { version } = JSON.parse(readText('package.json')) as { version: string };
  const service = compose.services[app]!;
  expect(substituted(service.image)).toBe(`darkroom:${version}`);
  const [program, main] = (service.command as string).split(' ');
  expect([program, existsSync(pathOf(main!))]).toEqual(['node', true]);
  expect(service.healthcheck!.test.join(' ')).toContain('127.0.0.1:3000/readyz');
  expect(seconds(service.stop_grace_period!)).toBeGreaterThan(seconds(service.environment!['SHUTDOWN_GRACE']!) + 5);
});

function seconds(duration: string): number {
  return Number(/^(\d+)s$/.exec(duration)![1]);
}

test('Redis and the sentinels cannot be reached from outside', () => {
  const redis = services.filter(([name]) => /^(redis|sentinel)-/.test(name));
  expect(redis.map(([name, { networks }]) => [name, Object.keys(networks)])).toEqual(redis.map(([name]) => [name, ['inside']]));
  expect(redis).toHaveLength(6);
  expect(text).toMatch(/^ {2}inside:\n {4}internal: true$/m);
});

test('Redis and the sentinels have addresses of their own, which no other container gets, and the processes find the sentinels without a look-up', () => {
  const own = services.filter(([name]) => /^(redis|sentinel)-/.test(name));
  const addresses = own.map(([, { networks }]) =>
    substituted((networks as unknown as { inside: { ipv4_address: string } }).inside.ipv4_address),
  );
  expect(new Set(addresses).size).toBe(6);
  expect(addresses.filter((address) => !/^172\.30\.87\.(\d|\d\d|1[01]\d|12[0-7])$/.test(address))).toEqual([]);
  expect(text).toContain("ip_range: '${INSIDE_NET:-172.30.87}.128/25'");
  expect(own.map(([, { environment }]) => substituted(environment!['ADDRESS']!))).toEqual(addresses);
  expect(new Set(own.map(([, { environment }]) => substituted(environment!['FIRST']!)))).toEqual(new Set([addresses[0]]));
  for (const app of APPS) {
    expect(compose.services[app]!.extra_hosts!.map(substituted)).toEqual([1, 2, 3].map((n) => `sentinel-${n}:${addresses[n + 2]}`));
  }
});

test('every file and folder that is mounted is there, and every other volume is declared', () => {
  const mounts = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!));
  const [files, names] = [mounts.filter((source) => source.startsWith('.')), mounts.filter((source) => !source.startsWith('.'))];
  expect(files.filter((path) => !existsSync(pathOf(normalize(`deploy/compose/${path}`))))).toEqual([]);
  expect([...new Set(names)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
});

test('the proxy closes health and metrics, and leads to the port of the processes', () => {
  const caddy = readText('deploy/compose/Caddyfile');
  expect(caddy).toContain('@inside path /metrics /healthz /readyz');
  expect(caddy.match(/import closed/g)).toHaveLength(2);
  expect([...caddy.matchAll(/dynamic a (\w+) 3000/g)].map(([, name]) => name)).toEqual(['api', 'dashboard']);
});

const withPromtool = promtool ? test : test.skip;
withPromtool('Prometheus accepts its configuration', () => {
  const config = join(scratch, 'prometheus.yml');
  writeFileSync(config, readText('deploy/compose/prometheus.yml'));
  writeFileSync(join(scratch, 'darkroom.rules.yaml'), readText('deploy/prometheus/darkroom.rules.yaml'));
  // oxlint-disable-next-line jest/no-standalone-expect -- it is in a test, but where there is no promtool to run
  expect(runPromtool('check', 'config', config)).toMatchObject({ ok: true });
});
