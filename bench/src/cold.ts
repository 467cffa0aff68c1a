import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, kill } from 'node:process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { freePort } from '@darkroom/testkit';

import { round, type Bench, type Measured } from './bench.ts';
import type { World } from './world.ts';

const MOST_S = 8;
const STARTS = 3;
const FIRST_PICTURE = 'saved the picture';
const root = fileURLToPath(new URL('../..', import.meta.url));

/** How long `npm start` takes on an installed tree: Redis, five apps, one generation, one download, the picture. */
export const cold: Bench = {
  question: `seconds from npm start to the first picture, with the simulator in place of Getty, by the allowed ${MOST_S}`,
  goal: { atMost: 1 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const seconds: number[] = [];
  for (let start = 1; start <= STARTS; start++) {
    seconds.push(await untilFirstPicture());
    world.say(`  start ${start}: ${round(seconds.at(-1)!)} s`);
  }
  const figure = seconds.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)]!;
  return { figure, unit: 's', baseline: MOST_S, ratio: figure / MOST_S, details: { starts: seconds.map(round) } };
}

/** Starts everything in an empty home, and stops it again. */
async function untilFirstPicture(): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'darkroom-cold-'));
  const startedAt = performance.now();
  // Its own process group, so that npm, its shell and their processes are ended together.
  const npm = spawn('npm', ['start', '--', '--home', home], {
    cwd: root,
    detached: true,
    env: { PATH: env.PATH, HOME: env.HOME, PORT: `${await freePort()}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Wait for `close`, not `exit`: the processes that npm started end after it, and close its output last.
  const ended = once(npm, 'close');
  try {
    await Promise.race([says(npm.stdout, FIRST_PICTURE), ended]);
    if (npm.exitCode !== null) throw new Error('npm start ended before the first picture was there');
    return (performance.now() - startedAt) / 1_000;
  } finally {
    if (npm.exitCode === null) kill(-npm.pid!, 'SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  }
}

async function says(output: Readable, wanted: string): Promise<void> {
  let seen = '';
  return new Promise((resolve) => {
    output.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      if (seen.includes(wanted)) resolve();
    });
  });
}
