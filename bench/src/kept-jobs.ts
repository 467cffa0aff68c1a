import { randomUUID } from 'node:crypto';

import { newJobId } from '@darkroom/queue';
import type { LoadedJob } from '@darkroom/queue/load-kept';

/** Ended jobs as a shop with several campaigns has them. `random` in [0, 1). */
export type KeptJobs = { tenant: string; from: number; to: number; count: number; random: () => number };

const SUBJECTS =
  'woman man child dog cat fox horse lighthouse castle forest river mountain street kitchen table flower garden bridge train ship city market harbour desert island'.split(
    ' ',
  );
const COMMON =
  'a the of in with at on and by under over through near golden soft warm cold bright dark misty quiet old young small large red blue green white portrait landscape photograph illustration light shadow morning evening sunset winter summer rain snow'.split(
    ' ',
  );
const SYLLABLES = 'ka lo mi ren tas vel dor shi pal nu gor bex ilm ost qua fre zan wim tho jun'.split(' ');
const RARE_WORDS = 8_000;
const PROJECTS = 20;
const PRODUCTS = 5;
const CUSTOMERS = 5_000;
const OPERATIONS = ['refine', 'extend', 'background_removal'];
const DAY_MS = 86_400_000;

/** A share by rank: the first of them most often. */
function zipf(count: number, random: () => number): number {
  return Math.min(count - 1, Math.floor(Math.exp(random() * Math.log(count + 1)) - 1));
}

function rareWord(rank: number): string {
  let word = '';
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length]!;
  return word;
}

function promptOf(random: () => number): string {
  const words = Array.from({ length: 8 + Math.floor(random() * 12) }, (_, at) => {
    if (at % 4 === 1) return SUBJECTS[zipf(SUBJECTS.length, random)]!;
    return random() < 0.75 ? COMMON[zipf(COMMON.length, random)]! : rareWord(zipf(RARE_WORDS, random));
  });
  return words.join(' ');
}

/** The jobs, oldest first: two in five are downloads of generations before them, one in twenty did not succeed. */
export function* makeKeptJobs({ tenant, from, to, count, random }: KeptJobs): Generator<LoadedJob> {
  let parent: { id: string; gettyId: string } | undefined;
  for (let n = 0; n < count; n++) {
    const createdAt = Math.floor(from + ((to - from) * n) / count);
    const endedAt = createdAt + 8_000 + Math.floor(random() * 60_000);
    const isDownload = parent !== undefined && n % 5 >= 3;
    const luck = random();
    const status = luck < 0.95 ? 'succeeded' : luck < 0.98 ? 'failed' : luck < 0.999 ? 'canceled' : 'expired';
    const id = newJobId();
    const gettyId = isDownload ? parent!.gettyId : randomUUID();
    const request = {
      ...(isDownload
        ? { generation_request_id: gettyId, index: n % 4, size_name: '4k' }
        : { prompt: promptOf(random), aspect_ratio: '16:9' }),
      ...(!isDownload && random() < 0.15 && { operation: OPERATIONS[zipf(OPERATIONS.length, random)] }),
      project_code: `campaign-${zipf(PROJECTS, random)}`,
      product_id: 9_000 + zipf(PRODUCTS, random),
      metadata: { order: `A-${100_000 + n}`, customer: `C${zipf(CUSTOMERS, random)}`, channel: ['web', 'app', 'partner'][zipf(3, random)] },
    };
    const record = {
      tenant,
      type: isDownload ? 'download' : 'generation',
      status,
      run: '1',
      seq: '4',
      fence: '3',
      attempts: '1',
      polls: '4',
      billing: status === 'succeeded' ? 'charged' : status === 'failed' ? 'may_be_charged' : 'not_charged',
      because: status === 'succeeded' ? 'getty_accepted' : 'nothing_sent',
      created_at: `${createdAt}`,
      submitted_at: `${createdAt + 900}`,
      accepted_at: `${createdAt + 1_200}`,
      updated_at: `${endedAt}`,
      finished_at: `${endedAt}`,
      deadline_at: `${createdAt + DAY_MS}`,
      last_intent: '1.2',
      ...(isDownload ? { parent_id: parent!.id } : { getty_id: gettyId }),
    };
    if (!isDownload) parent = { id, gettyId };
    const timeline = ['submitting', 'accepted_by_getty', status].map((event, at) =>
      JSON.stringify({ at: new Date(createdAt + at * 1_000).toISOString(), event }),
    );
    yield {
      id,
      record,
      spec: JSON.stringify({ request }),
      result: status === 'succeeded' ? resultOf(isDownload, gettyId, endedAt) : null,
      timeline,
      deliveries: [],
    };
  }
}

/** Without URLs, which had expired when the job was packed. */
function resultOf(isDownload: boolean, gettyId: string, endedAt: number): string {
  const url_expires_at = new Date(endedAt + DAY_MS).toISOString();
  if (isDownload) return JSON.stringify({ url: null, generated_asset_id: randomUUID(), size_name: '4k', url_expires_at });
  const images = [0, 1, 2, 3].map((index) => ({ index, is_blocked: false, preview_urls: [], url: null }));
  return JSON.stringify({ generation_request_id: gettyId, seed: endedAt % 100_000, images, url_expires_at });
}
