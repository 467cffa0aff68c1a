import type { DownloadRequest, RedownloadRequest } from '@darkroom/contracts';

import type { World } from '../world.ts';
import type { Invariant, Violation } from './invariant.ts';
import { readRecords } from './records.ts';

type Bill = { id: string; state: string; because: string; run: number; sendsAgain: boolean };

/**
 * Getty's downloads and the bills agree, image by image, since a download bears no mark: one that Getty took stands in a bill, and no more are
 * charged than it took. A re-download is paid once for each job.
 */
export const downloadBillsAgree: Invariant = {
  name: 'bills of downloads agree with what Getty took',
  end: async (world) => {
    const { bills, again } = await readBills(world);
    const images = new Set([...bills.keys(), ...world.ledger.taken.map(({ image }) => image)]);
    // A Redis that lost writes, or a tenant that removed jobs, has lost bills as well.
    if (world.losses.length > 0 || world.book.removed.size > 0) return [];
    return [
      ...[...images].flatMap((image) => judge(image, bills.get(image) ?? [], world.ledger.downloadsOf(image).length)),
      ...judgeRedownloads(world, again),
    ];
  },
};

function judge(image: string, bills: Bill[], taken: number): Violation[] {
  const about = [image.split('.')[0]!];
  const shown = bills.filter(({ state }) => state !== 'not_charged').length;
  if (taken > 0 && shown === 0) return [{ says: `Getty took ${taken} downloads of ${image}, and no bill shows one`, about }];
  const accepted = bills.filter(({ state, because, run }) => state === 'charged' && because === 'getty_accepted' && run === 1).length;
  return accepted > taken ? [{ says: `${accepted} downloads of ${image} are charged, and Getty took ${taken}`, about }] : [];
}

/** Nothing at Getty says which re-download was for which job: they are compared by file and size. */
function judgeRedownloads({ ledger, book }: World, bills: ReadonlyMap<string, Bill[]>): Violation[] {
  const taken = Map.groupBy(ledger.takenAgain, ({ assetId, size }) => `${assetId} ${size}`);
  return [...new Set([...taken.keys(), ...bills.keys()])].flatMap((file) => {
    const [of, times] = [bills.get(file) ?? [], taken.get(file)?.length ?? 0];
    const mayBePaidAgain = of.some(({ id, sendsAgain }) => sendsAgain || book.accepted.get(id)?.mayPayAgain === true);
    const wrong = (says: string): Violation[] => [{ says, about: [file.split(' ')[0]!, ...of.map(({ id }) => id)] }];
    if (times > of.length && !mayBePaidAgain) return wrong(`Getty took ${times} re-downloads of ${file} for ${of.length} jobs`);
    const shown = of.filter(({ state }) => state !== 'not_charged').length;
    if (times > 0 && shown === 0) return wrong(`Getty took a re-download of ${file}, and no bill shows it`);
    const charged = of.filter(({ because, run }) => because === 'getty_accepted' && run === 1).length;
    return charged > times ? wrong(`${charged} re-downloads of ${file} are in bills, and Getty took ${times}`) : [];
  });
}

/** By image; those of re-downloads by file and size. */
async function readBills(world: World): Promise<{ bills: Map<string, Bill[]>; again: Map<string, Bill[]> }> {
  const { jobs, specs } = await readRecords(world);
  const bills = new Map<string, Bill[]>();
  const again = new Map<string, Bill[]>();
  for (const [id, job] of jobs) {
    if (job['type'] !== 'download') continue;
    const request = specs.get(id) as unknown as Partial<DownloadRequest & RedownloadRequest>;
    const { generation_request_id, generated_asset_id, index, size_name } = request;
    const sendsAgain = request.on_unknown === 'retry';
    const bill = { id, state: job['billing'] ?? 'not_charged', because: job['because'] ?? '', run: Number(job['run'] ?? 1), sendsAgain };
    // One that waited for its generation has the id since then.
    const [of, name] =
      generated_asset_id === undefined
        ? [bills, `${job['getty_id'] ?? generation_request_id}.${index}`]
        : [again, `${generated_asset_id} ${size_name}`];
    of.set(name, [...(of.get(name) ?? []), bill]);
  }
  return { bills, again };
}
