import { mayHaveDone, operationOfRequest, type GenerationRequest, type Tenant } from '@darkroom/contracts';
import type { HistoryItem } from '@darkroom/getty';
import { lookOf, MAY_HAVE_MADE_MS } from '@darkroom/queue';

/**
 * An entry of Getty's history that none of our records has, until all of our records were read. It is stored without its prompt. `at`: ms, or
 * null. `tenants`: who may see it, because they asked for the same. `marked`: it carries the mark of a call that Getty made under another id.
 */
export type Stray = {
  at: number | null;
  look: string | null;
  product: number | null;
  type: string | null;
  tenants: Tenant[];
  /** It lies in the time that is compared. */
  isCounted: boolean;
  marked?: { job: string; mark: string; tenant: Tenant };
};

/** More tenants with the same request do not see an entry. */
const MOST_TENANTS = 20;

export function toStray(entry: HistoryItem, at: number | null, marked?: Stray['marked']): Stray {
  return {
    at,
    look: entry.prompt === null ? null : lookOf({ prompt: entry.prompt }),
    product: entry.product_id,
    type: entry.generation_type,
    tenants: [],
    isCounted: true,
    ...(marked && { marked }),
  };
}

export type Strays = ReturnType<typeof readStrays>;

/** All strays of a reconciliation, found by what they show. `stored`: JSON by Getty's id. */
export function readStrays(stored: ReadonlyMap<string, string>) {
  const all = new Map([...stored].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, json]) => [id, JSON.parse(json) as Stray]));
  const byLook = new Map<string, string[]>();
  const list = (id: string, { look, marked }: Stray): void => {
    if (look !== null && !marked) byLook.set(look, [...(byLook.get(look) ?? []), id]);
  };
  for (const [id, stray] of all) list(id, stray);

  /** The unmarked ones that show the same as a request. */
  const alike = (request: GenerationRequest): [id: string, stray: Stray][] =>
    (byLook.get(lookOf(request)) ?? []).flatMap((id) => {
      const stray = all.get(id);
      return stray && isAlike(stray, request) ? [[id, stray] as [string, Stray]] : [];
    });

  return {
    all,
    add: (id: string, stray: Stray): void => {
      all.set(id, stray);
      list(id, stray);
    },
    remove: (id: string): void => void all.delete(id),
    alike,
    /** The one that a call made at `at` may have made: the nearest in time. */
    ofCall: (request: GenerationRequest, at: number): string | undefined => {
      const distance = (stray: Stray) => Math.abs((stray.at ?? at) - at);
      const near = alike(request).filter(([, stray]) => distance(stray) <= MAY_HAVE_MADE_MS);
      return near.toSorted(([, a], [, b]) => distance(a) - distance(b))[0]?.[0];
    },
    /** Lets a tenant see those that show the same as its request. Returns the changed ones. */
    show: (tenant: Tenant, request: GenerationRequest): [id: string, stray: Stray][] =>
      alike(request).filter(([, stray]) => {
        if (stray.tenants.includes(tenant) || stray.tenants.length >= MOST_TENANTS) return false;
        stray.tenants.push(tenant);
        return true;
      }),
  };
}

function isAlike(stray: Stray, request: GenerationRequest): boolean {
  if (!mayHaveDone(stray.type, operationOfRequest(request))) return false;
  return request.product_id === undefined || request.product_id === null || stray.product === request.product_id;
}
