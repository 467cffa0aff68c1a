import type { HeldCard } from '../../../held/held-card.ts';
import type { JobCard } from '../../../jobs/job-card.ts';
import { withQuery } from '../address.ts';
import { readPerson } from '../person.ts';

/** Where to decide about a held job. People with several tenants see one at a time, so it names the tenant. */
export function heldAddress({ id, tenant }: Pick<JobCard, 'id' | 'tenant'>): string {
  const names = (readPerson().tenants?.length ?? 0) > 1;
  return `/held?${new URLSearchParams({ ...(names && { tenant }), job: id }).toString()}`;
}

/** The same within the page, which keeps its part of the list. */
export function heldHere(id: string | null): string {
  const cursor = new URLSearchParams(location.search).get('cursor');
  return withQuery({ job: id, ...(cursor !== null && { cursor }) });
}

/** Which job comes after this one has been decided about: the next of the list, else the one before it. Null: there is none on this page. */
export function nextAfter(cards: readonly Pick<HeldCard, 'id'>[], id: string): string | null {
  const at = cards.findIndex((card) => card.id === id);
  if (at < 0) return cards[0]?.id ?? null;
  return (cards[at + 1] ?? cards[at - 1])?.id ?? null;
}
