import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '@darkroom/embedded-redis';
import { waitFor } from '@darkroom/testkit';
import { stringify } from 'yaml';

import { pathOf } from './repository.ts';

/** Where scripts/run/promtool.mjs puts it, where it is asked for. */
const TAKEN_FROM_DEBIAN = join(homedir(), '.cache', 'darkroom', 'promtool', 'prometheus');

/** The program prometheus, or undefined where it could not be had. */
export const prometheus = ['prometheus', TAKEN_FROM_DEBIAN].find((program) => spawnSync(program, ['--version']).status === 0);

/** A series of an answer, with its value now. */
export type Sample = { metric: Record<string, string>; value: number };
export type EvaluatedRule = { name: string; type: 'alerting' | 'recording'; health: string; lastError?: string; state?: string };

/**
 * Starts a Prometheus with the rules of this repository, which scrapes these addresses as those of one namespace. It looks twice a second, so
 * that rates have numbers soon. Disposing ends it.
 */
export async function startPrometheus(targets: string[], namespace: string) {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-prometheus-'));
  const address = `127.0.0.1:${await freePort()}`;
  const often = { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' };
  const config = {
    global: often,
    rule_files: [pathOf('deploy/prometheus/darkroom.rules.yaml')],
    scrape_configs: [{ job_name: 'darkroom', static_configs: [{ targets, labels: { namespace } }] }],
  };
  await writeFile(join(folder, 'prometheus.yml'), stringify(config));
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
  ];
  const child = spawn(prometheus!, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const printed: string[] = [];
  child.stderr.on('data', (text: Buffer) => printed.push(String(text)));
  const ended = once(child, 'exit');
  await once(child, 'spawn');

  const ask = async <Data>(path: string): Promise<Data> => {
    const answered = (await (await fetch(`http://${address}/api/v1/${path}`)).json()) as { status: string; error?: string; data: Data };
    if (answered.status !== 'success') throw new Error(`${path}: ${answered.error}`);
    return answered.data;
  };
  const started = {
    /** The series that a query gives now. */
    query: async (expr: string): Promise<Sample[]> => {
      const { result } = await ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
        `query?${new URLSearchParams({ query: expr }).toString()}`,
      );
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    rules: async (): Promise<EvaluatedRule[]> =>
      (await ask<{ groups: { rules: EvaluatedRule[] }[] }>('rules')).groups.flatMap((group) => group.rules),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
  try {
    await waitFor(async () => child.exitCode !== null || (await fetch(`http://${address}/-/ready`)).ok, { what: 'Prometheus to start' });
    if (child.exitCode !== null) throw new Error(`Prometheus ended before it had started:\n${printed.join('')}`);
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
  return started;
}
