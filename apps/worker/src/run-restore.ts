import { parseArgs } from 'node:util';

import type { JobRecord, Origin } from '@darkroom/queue';
import { systemClock, VERSION } from '@darkroom/runtime';

import type { Config } from './config.ts';
import { adoptMarked } from './adopt-marked.ts';
import { createDeps } from './create-deps.ts';
import type { Marked } from './generation/read-marks.ts';
import { connectCommandStore, openCommandStore, type CommandDeps } from './run-command.ts';
import { HistoryNotReadError, prepareRestored } from './restore/prepare-restored.ts';

export const USAGE = `usage: node apps/worker/src/restore.ts [--since <instant>] [--without-history]
  --since            when the backup was taken, such as 2026-11-22T08:00:00Z, where it does not show that itself
  --without-history  prepare it although Getty's history cannot be read, or has no marks: forgotten generations are then paid again`;

type Words = { since: number | undefined; withHistory: boolean };

/** Prepares a restored Redis, so that workers may start. Returns the exit code: 0 prepared, or nothing to prepare; 1 not prepared; 2 wrong words. */
export async function runRestore({ config, logger, print }: CommandDeps, given: string[]): Promise<number> {
  const words = readWords(given);
  if (words === undefined) {
    print(USAGE);
    return 2;
  }
  const store = openCommandStore({ config, logger });
  const deps = createDeps(config, { store, clock: systemClock, random: Math.random });
  const admission = store.createAdmission(VERSION, { onRefused: (error) => print(error.message) });
  try {
    await connectCommandStore(store);
    await admission.start(); // data that this version cannot read must not be changed
    const origin = await store.dataOrigin.read();
    const why = whyNot(origin, words, config);
    if (why !== undefined) {
      print(why.line);
      return why.code;
    }
    // The earlier of both: a `--since` that is too late would leave calls out.
    const stateAt = Math.min(words.since ?? Infinity, origin.stateAt ?? Infinity);
    print(`Comparing the backup of ${new Date(stateAt).toISOString()} with Getty …`);
    const all = { ...deps, store, say: print, adopt: (record: JobRecord, marked: Marked) => adoptMarked(deps, record, marked) };
    const { generations, adopted, foreign } = await prepareRestored(all, { runId: origin.runId, stateAt, withHistory: words.withHistory });
    print(`Getty's history has ${generations} generations since then.`);
    for (const id of adopted) print(`${id} goes on with the generation that Getty has.`);
    if (foreign > 0)
      print(`${foreign} are of jobs that this backup does not have. Their callers must submit them again, or fetch them from Getty.`);
    print('Workers may start.');
    return 0;
  } catch (error) {
    const hint = error instanceof HistoryNotReadError ? ' Run this again, or see --without-history.' : '';
    print(`Not prepared, workers do not start: ${(error as Error).message}.${hint}`);
    return 1;
  } finally {
    await admission.stop();
    await deps.getty.close();
    await store.close();
  }
}

function readWords(given: string[]): Words | undefined {
  try {
    const { values } = parseArgs({ args: given, options: { since: { type: 'string' }, 'without-history': { type: 'boolean' } } });
    const since = values.since === undefined ? undefined : Date.parse(values.since);
    if (since !== undefined && (Number.isNaN(since) || since > Date.now())) return undefined;
    return { since, withHistory: values['without-history'] !== true };
  } catch {
    return undefined; // a word that it does not have
  }
}

/** Why nothing is prepared, if so. */
function whyNot(origin: Origin, words: Words, config: Config): { line: string; code: number } | undefined {
  if (origin.kind === 'own' && words.since === undefined) {
    return {
      code: 0,
      line: 'This Redis does not hold a restored backup: there is nothing to prepare. If it does hold one, say of when with --since.',
    };
  }
  if (origin.stateAt === null && words.since === undefined) {
    return { code: 1, line: 'The data do not show when they were written. Say when the backup was taken, with --since.' };
  }
  if (config.GETTY_NOTES === 'off' && words.withHistory) {
    const line =
      "With GETTY_NOTES=off, Getty's history does not name our jobs. Cancel the unsent jobs that it has, then use --without-history.";
    return { code: 1, line };
  }
  return undefined;
}
