import { randomUUID } from 'node:crypto';

import { promptOf, type Operation } from '@darkroom/contracts';
import { NotFoundError, type GettyClient, type GettyOrder, type GettyRedownloadRequest, type HistoryItem } from '@darkroom/getty';

/** What was paid for, as Getty has it. `body` is what was sent. */
export type Made = { id: string; operation: Operation; body: Record<string, unknown>; entry: HistoryItem; readyAt: number };

/** So that the first poll is too early, and the second is not. */
const GENERATION_MS = 2_000;

/** Getty's names of types in its history. It documents none for a background replacement. */
const TYPES: Partial<Record<Operation, string>> = {
  generate: 'text_to_image',
  influence_color: 'influence_color_by_image',
  influence_composition: 'influence_composition_by_image',
};

/** A Getty in this process, with a ledger of what was paid. A test may answer calls in its place: `instead`. */
export function fakeGetty(clock: { now: () => number }) {
  const made: Made[] = [];
  const redownloads: (GettyRedownloadRequest & { url: string })[] = [];
  /** Called before or after the effect of a paid call; what it throws is the answer. */
  const answers: { before: (kind: string) => void; after: (kind: string) => void } = { before: () => undefined, after: () => undefined };
  const settings = { images: 4, replacementType: null as string | null };

  const pay = (operation: Operation, body: object, source: HistoryItem['source'] = null) => {
    answers.before(operation);
    const sent = JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
    const id = randomUUID();
    const reference = sent['reference_generation'] as { generation_request_id: string; index: number } | undefined;
    const entry: HistoryItem = {
      generation_request_id: id,
      generation_date: new Date(clock.now()).toISOString(),
      prompt: promptOf(sent) ?? null,
      notes: (sent['notes'] as string | undefined) ?? null,
      project_code: (sent['project_code'] as string | undefined) ?? null,
      product_id: (sent['product_id'] as number | undefined) ?? 1,
      generation_type: operation === 'background_replacement' ? settings.replacementType : (TYPES[operation] ?? operation),
      source: source ?? reference ?? null,
      original_asset_id: (sent['reference_asset_id'] as string | undefined) ?? null,
      images: [],
    };
    made.push({ id, operation, body: sent, entry, readyAt: clock.now() + GENERATION_MS });
    answers.after(operation);
    return { state: 'pending', generationRequestId: id } as const;
  };

  const client = {
    warmUp: async () => undefined,
    isWarm: () => false,
    generate: async (request: object) => pay('generate', request),
    operate: async (order: GettyOrder) => pay(order.operation, order.body, order.operation === 'variation' ? order.of : null),
    getGeneration: async (id: string) => {
      const found = made.find((one) => one.id === id);
      if (!found) throw new NotFoundError('not there', { call: 'get_generation', status: 404 });
      if (clock.now() < found.readyAt) return { state: 'pending', generationRequestId: id };
      const generation = { generation_request_id: id, seed: 1, images: imagesOf(settings.images), original_asset_id: null };
      return { state: 'done', generation };
    },
    redownload: async (request: GettyRedownloadRequest) => {
      answers.before('redownload');
      const url = `https://file.test/${redownloads.length}`;
      redownloads.push({ ...(JSON.parse(JSON.stringify(request)) as GettyRedownloadRequest), url });
      answers.after('redownload');
      return { url, generatedAssetId: request.generated_asset_id };
    },
    history: async () => {
      const generations = made.map(({ entry }) => entry).toReversed();
      return { resultCount: generations.length, entryCount: generations.length, generations, unreadable: [] };
    },
  };

  return {
    client: client as unknown as GettyClient,
    made,
    redownloads,
    answers,
    settings,
    /** Adds an entry that no call of ours made. */
    list: (entry: Partial<HistoryItem>): string => {
      pay('generate', {});
      const { entry: listed } = made.pop()!;
      const shown = { ...listed, ...entry };
      made.push({ id: shown.generation_request_id, operation: 'generate', body: {}, entry: shown, readyAt: 0 });
      return shown.generation_request_id;
    },
  };
}

function imagesOf(count: number) {
  return Array.from({ length: count }, (_, index) => ({ index, is_blocked: false, preview_urls: [], url: `https://img.test/${index}` }));
}
