import { createHash } from 'node:crypto';

import type { World } from '../world.ts';

/** All effects that Getty would charge, oldest first, and the counts of calls by their end. Instants are ISO 8601. */
export function readLedger({ effects, uploads, counts, clock }: World, options: { withEntries: boolean }): object {
  const summary = {
    totals: effects.totals,
    calls: counts,
    pending_now: effects.pending.at(clock.now()),
    pending_peak: effects.pending.peak,
  };
  return options.withEntries ? { ...readEntries(effects), ...readFiles(effects, uploads), ...summary } : summary;
}

function readEntries(effects: World['effects']): object {
  return {
    generations: ownOf(effects).map(({ generation_request_id, at, operation, source, request, client, answered }) => ({
      generation_request_id,
      at: instant(at),
      operation,
      source,
      prompt: request.prompt ?? null,
      mask_url: request.mask_url ?? null,
      notes: request.notes ?? null,
      product_id: request.product_id ?? null,
      project_code: request.project_code ?? null,
      client,
      answered,
    })),
    foreign: foreignOf(effects),
    downloads: Array.from(effects.downloads.values(), ({ generation, index, request, at, generated_asset_id, client, answered }) => ({
      generation_request_id: generation.generation_request_id,
      index,
      size_name: request.size_name,
      notes: request.notes ?? null,
      product_id: request.product_id ?? null,
      project_code: request.project_code ?? null,
      at: instant(at),
      generated_asset_id,
      client,
      answered,
    })),
    redownloads: Array.from(effects.redownloads, ({ at, download, request, client, answered }) => ({
      generated_asset_id: request.generated_asset_id,
      generation_request_id: download.generation.generation_request_id,
      index: download.index,
      size_name: request.size_name,
      notes: request.notes ?? null,
      product_id: request.product_id ?? null,
      project_code: request.project_code ?? null,
      at: instant(at),
      client,
      answered,
    })),
  };
}

/** What the account has put there; it has no price. */
function readFiles({ files }: World['effects'], uploads: World['uploads']): object {
  return {
    file_registrations: Array.from(files.byId.values(), ({ id, at, request, client }) => ({ id, at: instant(at), ...request, client })),
    uploads: uploads.list().map(({ name, at, expiresAt, bytes, client }) => ({
      name,
      at: instant(at),
      expires_at: instant(expiresAt),
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      client,
    })),
  };
}

function ownOf({ generations }: World['effects']) {
  return [...generations.values()].filter(({ foreign }) => !foreign);
}

function foreignOf({ generations }: World['effects']): object[] {
  return [...generations.values()].flatMap(({ generation_request_id, at, request, foreign }) =>
    foreign
      ? [{ generation_request_id, at: instant(at), made_by: foreign.madeBy, prompt: request.prompt ?? null, notes: request.notes ?? null }]
      : [],
  );
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
