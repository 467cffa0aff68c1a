import type { DownloadRequest } from '@darkroom/contracts';

import type { World } from '../world.ts';
import type { Invariant, Violation } from './invariant.ts';
import { readRecords } from './records.ts';

type Bill = { id: string; state: string; because: string; run: number };

/**
 * Getty's downloads and the bills agree, image by image, since a download bears no mark: one that Getty took stands in a bill, and no more are
 * charged than it took.
 */
export const downloadBillsAgree: Invariant = {
  name: 'bills of downloads agree with what Getty took',
  end: async (world) => {
    const bills = await billsByImage(world);
    const images = new Set([...bills.keys(), ...world.ledger.taken.map(({ image }) => image)]);
    // A Redis that lost writes, or a tenant that removed jobs, has lost bills as well.
    if (world.losses.length > 0 || world.book.removed.size > 0) return [];
    return [...images].flatMap((image) => judge(image, bills.get(image) ?? [], world.ledger.downloadsOf(image).length));
  },
};

function judge(image: string, bills: Bill[], taken: number): Violation[] {
  const about = [image.split('.')[0]!];
  const shown = bills.filter(({ state }) => state !== 'not_charged').length;
  if (taken > 0 && shown === 0) return [{ says: `Getty took ${taken} downloads of ${image}, and no bill shows one`, about }];
  const accepted = bills.filter(({ state, because, run }) => state === 'charged' && because === 'getty_accepted' && run === 1).length;
  return accepted > taken ? [{ says: `${accepted} downloads of ${image} are charged, and Getty took ${taken}`, about }] : [];
}

async function billsByImage(world: World): Promise<Map<string, Bill[]>> {
  const { jobs, specs } = await readRecords(world);
  const bills = new Map<string, Bill[]>();
  for (const [id, job] of jobs) {
    if (job['type'] !== 'download') continue;
    const { generation_request_id, index } = specs.get(id) as unknown as DownloadRequest;
    // One that waited for its generation has the id since then.
    const image = `${job['getty_id'] ?? generation_request_id}.${index}`;
    const bill = { id, state: job['billing'] ?? 'not_charged', because: job['because'] ?? '', run: Number(job['run'] ?? 1) };
    bills.set(image, [...(bills.get(image) ?? []), bill]);
  }
  return bills;
}
