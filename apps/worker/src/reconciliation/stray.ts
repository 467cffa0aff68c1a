import type { Tenant } from '@darkroom/contracts';
import type { HistoryItem } from '@darkroom/getty';
import { isAlike, MAY_HAVE_MADE_MS, shownBy, soughtBy, type Asked, type Shown } from '@darkroom/queue';

/**
 * An entry of Getty's history that none of our records has, until all of our records were read. It is stored without its prompt. `at`: ms, or
 * null. `tenants`: who may see it, because they asked for the same. `marked`: it carries the mark of a call that Getty made under another id.
 */
export type Stray = Shown & {
  at: number | null;
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
    ...shownBy(entry),
    tenants: [],
    isCounted: true,
    ...(marked && { marked }),
  };
}

export type Strays = ReturnType<typeof readStrays>;

/** All strays of a reconciliation, found by what they show. `stored`: JSON by Getty's id. */
export function readStrays(stored: ReadonlyMap<string, string>) {
  const all = new Map([...stored].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, json]) => [id, readStray(json)]));
  const [byLook, bySource] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const list = (id: string, { look, source, marked }: Stray): void => {
    if (marked) return;
    put(byLook, look, id);
    put(bySource, source, id);
  };
  for (const [id, stray] of all) list(id, stray);

  /** The unmarked ones that show the same as a request. */
  const alike = (asked: Asked): [id: string, stray: Stray][] => {
    const sought = soughtBy(asked);
    const ids = sought === null ? [] : 'look' in sought ? byLook.get(sought.look) : bySource.get(sought.source);
    return (ids ?? []).flatMap((id) => {
      const stray = all.get(id);
      return stray && isAlike(stray, asked) ? [[id, stray] as [string, Stray]] : [];
    });
  };

  return {
    all,
    add: (id: string, stray: Stray): void => {
      all.set(id, stray);
      list(id, stray);
    },
    remove: (id: string): void => void all.delete(id),
    alike,
    /** The one that a call made at `at` may have made: the nearest in time. */
    ofCall: (asked: Asked, at: number): string | undefined => {
      const distance = (stray: Stray) => Math.abs((stray.at ?? at) - at);
      const near = alike(asked).filter(([, stray]) => distance(stray) <= MAY_HAVE_MADE_MS);
      return near.toSorted(([, a], [, b]) => distance(a) - distance(b))[0]?.[0];
    },
    /** Lets a tenant see those that show the same as its request. Returns the changed ones. */
    show: (tenant: Tenant, asked: Asked): [id: string, stray: Stray][] =>
      alike(asked).filter(([, stray]) => {
        if (stray.tenants.includes(tenant) || stray.tenants.length >= MOST_TENANTS) return false;
        stray.tenants.push(tenant);
        return true;
      }),
  };
}

function put(index: Map<string, string[]>, at: string | null, id: string): void {
  if (at !== null) index.set(at, [...(index.get(at) ?? []), id]);
}

/** An earlier version stored no source. */
function readStray(json: string): Stray {
  return { source: null, ...(JSON.parse(json) as Omit<Stray, 'source'> & Partial<Pick<Stray, 'source'>>) };
}
