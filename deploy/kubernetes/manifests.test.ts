import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import { createMetrics, healthApp } from '@darkroom/runtime';
import { expect, test } from '@jest/globals';
import { selfSigned } from '@darkroom/testkit';

import { APPS, EXAMPLE_SECRETS, READ_CONFIG, SETTINGS, type App } from '../checks/apps.ts';
import { kustomize, withComponent, type Manifest } from '../checks/kustomize.ts';
import { pathOf, readText } from '../checks/repository.ts';
import { schemaProblems } from '../checks/schemas.ts';

const BASE = kustomize(pathOf('deploy/kubernetes/base'));
const PRODUCTION = kustomize(pathOf('deploy/kubernetes/overlays/production'));
const MORE = ['redis-authority', 'opentelemetry'].map((name) => pathOf(`deploy/kubernetes/components/${name}`));
const EACH = [
  ['base', BASE],
  ['production', PRODUCTION],
  ['production with every component', MORE.reduce(withComponent, PRODUCTION)],
  ['base that scales by CPU', withComponent(BASE, pathOf('deploy/kubernetes/components/cpu-scaling'))],
] as const;

type Probe = { httpGet: { path: string; port: string } };
type Pod = {
  enableServiceLinks: boolean;
  terminationGracePeriodSeconds: number;
  securityContext: Record<string, unknown>;
  containers: {
    image: string;
    command: string[];
    ports: { name: string; containerPort: number }[];
    env: { name: string; value: string }[];
    envFrom: { configMapRef: { name: string } }[];
    startupProbe: Probe;
    livenessProbe: Probe;
    readinessProbe: Probe;
    lifecycle?: { preStop: { exec: { command: string[] } } };
    securityContext: Record<string, unknown>;
    volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
  }[];
  volumes: { name: string; secret?: { secretName: string; items?: { key: string; path: string }[] }; configMap?: { name: string } }[];
};

function podOf(manifests: Manifest[], app: App): { pod: Pod; container: Pod['containers'][number] } {
  const found = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === `darkroom-${app}`);
  const pod = (found as unknown as { spec: { template: { spec: Pod } } }).spec.template.spec;
  return { pod, container: pod.containers[0]! };
}

function settingsMap(manifests: Manifest[]): Record<string, string> {
  return manifests.find(({ kind }) => kind === 'ConfigMap')!['data'] as Record<string, string>;
}

test.each(EACH)('%s: every object is valid by the published schema of its kind', (_, manifests) => {
  expect(manifests.length).toBeGreaterThan(15);
  expect(manifests.flatMap((manifest) => schemaProblems(manifest).map((problem) => `${manifest.metadata.name}: ${problem}`))).toEqual([]);
});

test.each(EACH)('%s: a Deployment has at most one autoscaler, and then no replicas of its own', (_, manifests) => {
  const scaled = manifests
    .filter(({ kind }) => kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject')
    .map(({ spec }) => (spec as unknown as { scaleTargetRef: { name: string } }).scaleTargetRef.name);
  expect(new Set(scaled).size).toBe(scaled.length);
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
  for (const { metadata, spec } of deployments) {
    const { replicas = null } = spec as unknown as { replicas?: number | null };
    expect([metadata.name, replicas === null]).toEqual([metadata.name, scaled.includes(metadata.name)]);
  }
});

test('a wrong value and an unknown field are found', () => {
  const service = BASE.find(({ kind }) => kind === 'Service')!;
  expect(schemaProblems({ ...service, spec: { ports: [{ port: 'http' }] } })).toEqual([expect.stringContaining('/spec/ports/0/port')]);
  expect(schemaProblems({ ...service, spec: { ports: [{ port: 80, targetport: 3000 }] } })).toEqual(['/spec/ports/0/targetport']);
});

test.each(EACH.flatMap(([name, manifests]) => APPS.map((app) => [name, app, manifests] as const)))(
  '%s: the settings of %s start its process, with its secrets from mounted files',
  (_, app, manifests) => {
    const { pod, container } = podOf(manifests, app);
    expect(container.envFrom).toEqual([{ configMapRef: { name: 'darkroom-settings' } }]);
    const environment = { ...settingsMap(manifests), ...Object.fromEntries(container.env.map(({ name, value }) => [name, value])) };
    const names = Object.keys(environment).map((name) => (EXAMPLE_SECRETS[name.replace(/_FILE$/, '')] ? name.replace(/_FILE$/, '') : name));
    expect(names.filter((name) => !SETTINGS.has(name))).toEqual([]);

    const scratch = mkdtempSync(join(tmpdir(), 'darkroom-secrets-'));
    try {
      for (const [name, path] of Object.entries(environment).filter(([setting]) => setting.endsWith('_FILE'))) {
        expect(isMounted(pod, container, path)).toBe(true);
        expect(basename(path)).toBe(name.replace(/_FILE$/, ''));
        environment[name] = join(scratch, basename(path));
        writeFileSync(environment[name], `${EXAMPLE_SECRETS[basename(path)]}\n`);
      }
      const authority = environment['REDIS_TLS_CA'];
      expect(authority === undefined || isMounted(pod, container, authority)).toBe(true);
      if (authority !== undefined) {
        environment['REDIS_TLS_CA'] = join(scratch, 'ca.crt');
        writeFileSync(environment['REDIS_TLS_CA'], selfSigned().cert);
      }
      expect(READ_CONFIG[app](environment)).toMatchObject({ REDIS_URL: EXAMPLE_SECRETS['REDIS_URL'], PORT: 3000 });
      expect(Object.keys(environment).filter((name) => name in EXAMPLE_SECRETS)).toEqual([]);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  },
);

/** Whether a volume of secrets has the file. One that lists its items has only those. */
function isMounted(pod: Pod, container: Pod['containers'][number], path: string): boolean {
  const mount = container.volumeMounts.find(({ mountPath }) => mountPath === dirname(path));
  const { secret, configMap } = pod.volumes.find(({ name }) => name === mount?.name) ?? {};
  if (!mount?.readOnly) return false;
  if (!secret) return configMap !== undefined;
  return secret.items === undefined || secret.items.some(({ key, path: file }) => key === file && file === basename(path));
}

test.each(APPS)('%s runs what the image has, with as few rights as can be', (app) => {
  const { pod, container } = podOf(PRODUCTION, app);
  const dockerfile = readText('Dockerfile');
  const [program, main] = container.command;
  expect([program, existsSync(pathOf(main!))]).toEqual(['node', true]);
  expect(dockerfile).toContain(`--filter-prod '@darkroom/${app}...'`);
  expect(container.ports).toEqual([{ name: 'http', containerPort: Number(/^ENV PORT=(\d+)$/m.exec(dockerfile)![1]) }]);
  const [, user, group] = /^USER (\d+):(\d+)$/m.exec(dockerfile)!;
  expect(pod.securityContext).toMatchObject({
    runAsNonRoot: true,
    runAsUser: Number(user),
    runAsGroup: Number(group),
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  // Else Kubernetes sets DARKROOM_API_SERVICE_HOST and others, which Darkroom refuses as unknown settings.
  expect(pod.enableServiceLinks).toBe(false);
  const graceSeconds = Number(/^(\d+)s$/.exec(settingsMap(PRODUCTION)['SHUTDOWN_GRACE']!)![1]);
  const pauseSeconds = Number(container.lifecycle?.preStop.exec.command[1] ?? 0);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(graceSeconds + pauseSeconds + 5);
});

test('the probes ask paths that every process answers', async () => {
  const health = createServer(healthApp({ metrics: createMetrics('test'), readiness: async () => ({ ready: true }) }));
  await new Promise<void>((resolve) => {
    health.listen(0, '127.0.0.1', resolve);
  });
  try {
    const { port } = health.address() as AddressInfo;
    const metricsPath = PRODUCTION.find(({ kind }) => kind === 'PodMonitor') as unknown as {
      spec: { podMetricsEndpoints: { path: string }[] };
    };
    const paths = APPS.flatMap((app) => {
      const { startupProbe, livenessProbe, readinessProbe } = podOf(PRODUCTION, app).container;
      return [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path);
    });
    expect(new Set(paths)).toEqual(new Set(['/healthz', '/readyz']));
    for (const path of [...new Set(paths), ...metricsPath.spec.podMetricsEndpoints.map((endpoint) => endpoint.path)]) {
      expect([path, (await fetch(`http://127.0.0.1:${port}${path}`)).status]).toEqual([path, 200]);
    }
  } finally {
    health.close();
  }
});

test('the image in production is of this version', () => {
  const { version } = JSON.parse(readText('package.json')) as { version: string };
  for (const app of APPS) expect(podOf(PRODUCTION, app).container.image).toBe(`registry.example.com/darkroom:${version}`);
});

test('whatever selects pods, selects pods that exist', () => {
  const pods = PRODUCTION.filter(({ kind }) => kind === 'Deployment').map(labelsOfPods);
  const selectors = PRODUCTION.flatMap((manifest) => selectorsIn(manifest['spec']));
  expect(selectors.length).toBeGreaterThan(20);
  const unmatched = selectors.filter(
    (selector) => !pods.some((pod) => Object.entries(selector).every(([name, values]) => values.includes(pod[name] ?? ''))),
  );
  expect(unmatched).toEqual([]);
  const targets = PRODUCTION.flatMap((manifest) => {
    const spec = manifest['spec'] as { scaleTargetRef?: { name: string } } | undefined;
    return spec?.scaleTargetRef ? [spec.scaleTargetRef.name] : [];
  });
  expect(targets.toSorted()).toEqual(['darkroom-api', 'darkroom-notifier', 'darkroom-worker']);
});

function labelsOfPods(manifest: Manifest): Record<string, string> {
  return (manifest as unknown as { spec: { template: { metadata: { labels: Record<string, string> } } } }).spec.template.metadata.labels;
}

/** Selectors of our own pods below a value, as label → accepted values. Those of namespaces and of Redis are others'. */
function selectorsIn(value: unknown): Record<string, string[]>[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    const asked = field as {
      matchLabels?: Record<string, string>;
      matchExpressions?: { key: string; values: string[] }[];
    } & Record<string, string>;
    if (name === 'labelSelector' || name === 'podSelector' || name === 'selector') {
      if (JSON.stringify(field).includes('"redis"')) return [];
      const plain = asked.matchLabels ?? (asked.matchExpressions ? {} : asked);
      const listed = (asked.matchExpressions ?? []).map(({ key, values }) => [key, values] as const);
      return [Object.fromEntries([...Object.entries(plain).map(([key, text]) => [key, [text]] as const), ...listed])];
    }
    return selectorsIn(field);
  });
}
