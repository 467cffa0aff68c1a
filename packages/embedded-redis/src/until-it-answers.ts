import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { answersPing } from './answers-ping.ts';

/** Loading a big append-only file takes about 20 s a gigabyte. */
const PATIENCE_MS = 60_000;
const PING_EVERY_MS = 20;

/** Returns when the Redis answers. @throws Error with the end of its log if it ends before, or never answers */
export async function untilItAnswers(server: { port: number; exited: Promise<void>; logFile: string }): Promise<void> {
  const givesUpAt = Date.now() + PATIENCE_MS;
  let ended = false;
  void server.exited.then(() => (ended = true));

  while (!(await answersPing(server.port))) {
    if (ended || Date.now() > givesUpAt) {
      const log = await readFile(server.logFile, 'utf8').catch(() => '(no log was written)');
      const end = log.trimEnd().split('\n').slice(-5).join('\n');
      throw new Error(`Redis ${ended ? 'ended at its start' : `did not answer within ${PATIENCE_MS / 1_000} s`}:\n${end}`);
    }
    await sleep(PING_EVERY_MS);
  }
}
