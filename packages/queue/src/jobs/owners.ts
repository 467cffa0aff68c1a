import type { JobId, Tenant } from '@darkroom/contracts';

import type { RunCommand } from '../lua/commands.ts';

/** Who made a generation or a file at Getty. `jobId` is null when the job was removed. */
export type Owner = { tenant: Tenant; jobId: JobId | null };

/** Ids for one command: about a millisecond of Redis. */
const AT_ONCE = 100;

/** Reads who made what at Getty, of all tenants; for 13 months also of jobs that were removed. */
export function createOwners({ run, now }: { run: RunCommand; now: () => number }) {
  const read = async (kind: 'getty' | 'asset', ids: string[]): Promise<Map<string, Owner>> => {
    const known = new Map<string, Owner>();
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const { owners } = await run('owners', { now: now(), kind, ids: ids.slice(from, from + AT_ONCE) });
      for (const { id, tenant, job } of owners) known.set(id, { tenant, jobId: job });
    }
    return known;
  };

  return {
    /** The owners of some generations, by Getty's ids; those that nobody here made are left out. */
    ownersOf: (generationRequestIds: string[]): Promise<Map<string, Owner>> => read('getty', generationRequestIds),
    ownerOfGeneration: async (gettyId: string): Promise<Owner | null> => (await read('getty', [gettyId])).get(gettyId) ?? null,
    /** The owner of a file; the job is the download that fetched it. */
    ownerOfAsset: async (assetId: string): Promise<Owner | null> => (await read('asset', [assetId])).get(assetId) ?? null,
    /** Names the owners of files that an earlier version downloaded. Returns whether there are more. */
    noteAssets: async (most: number): Promise<boolean> => (await run('note_assets', { now: now(), most })).code === 'more',
  };
}
