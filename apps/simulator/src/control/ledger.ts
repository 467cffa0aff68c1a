import type { World } from '../world.ts';

/** All effects that Getty would charge, oldest first, and the counts of calls by their end. Instants are ISO 8601. */
export function readLedger({ effects, counts, clock }: World, options: { withEntries: boolean }): object {
  const summary = {
    totals: effects.totals,
    calls: counts,
    pending_now: effects.pending.at(clock.now()),
    pending_peak: effects.pending.peak,
  };
  return options.withEntries ? { ...readEntries(effects), ...summary } : summary;
}

function readEntries(effects: World['effects']): object {
  return {
    generations: ownOf(effects).map(({ generation_request_id, at, request, client, answered }) => ({
      generation_request_id,
      at: instant(at),
      prompt: request.prompt,
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
    redownloads: Array.from(effects.redownloads, ({ at, request, client, answered }) => ({
      generated_asset_id: request.generated_asset_id,
      size_name: request.size_name,
      notes: request.notes ?? null,
      at: instant(at),
      client,
      answered,
    })),
  };
}

function ownOf({ generations }: World['effects']) {
  return [...generations.values()].filter(({ foreign }) => !foreign);
}

function foreignOf({ generations }: World['effects']): object[] {
  return [...generations.values()].flatMap(({ generation_request_id, at, request, foreign }) =>
    foreign
      ? [{ generation_request_id, at: instant(at), made_by: foreign.madeBy, prompt: request.prompt, notes: request.notes ?? null }]
      : [],
  );
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
