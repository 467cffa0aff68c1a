import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import { packBody } from '../records/packed/body-text.ts';
import { packedSha1 } from '../records/packed/packed-job.ts';
import { readPacked } from '../records/packed/read-texts.ts';
import { NEWEST_FORMAT } from '../redis/format.ts';
import type { Keys } from '../redis/keys.ts';
import { writePackedEvents } from '../webhooks/packed-deliveries.ts';
import { unpackDeliveriesOf } from './packed-bodies.ts';

/** A command unpacks what it needs, and finds that packed again only if it waits for ten minutes. */
const MOST_TIMES = 5;

type Deps = { redis: Redis; keys: Keys; run: RunCommand; now: () => number };

/**
 * Runs commands on packed jobs as on any others. A command that needs the record of a packed job refuses before it changes anything (`load` in prelude.lua);
 * the job is unpacked then, and the command is repeated.
 */
export function unpackFirst(deps: Deps): RunCommand {
  const repeated: RunCommand = async (name, operation, ...texts) => {
    for (let times = 1; ; times++) {
      try {
        return await deps.run(name, operation, ...texts);
      } catch (error) {
        const ids = packedIds(error);
        if (ids.length === 0 || times === MOST_TIMES) throw error;
        await unpackJobs(deps, ids);
      }
    }
  };
  return repeated;
}

/** Gives those of these jobs that are packed their own keys again. */
export async function unpackJobs({ redis, keys, run, now }: Deps, ids: string[]): Promise<void> {
  for (const [id, texts] of await readPacked({ redis, keys }, ids)) {
    const { packed, record, spec, result, timeline } = texts;
    // `changed`: others have unpacked it, and packed it anew. The command that needs it will find that out.
    await run(
      'unpack_job',
      { now: now(), id, sha1: packedSha1(packed), record, entries: timeline.length },
      spec,
      result ?? '',
      ...timeline,
      ...writePackedEvents(unpackDeliveriesOf(id, texts), (body) => packBody(body, NEWEST_FORMAT)),
    );
  }
}

/** The jobs that a command needs unpacked, by its error. */
function packedIds(error: unknown): string[] {
  const [, ids] = (error instanceof Error && /\bPACKED((?: job_[0-9a-f]{32})+)/.exec(error.message)) || [];
  return ids === undefined ? [] : [...new Set(ids.trim().split(' '))];
}
