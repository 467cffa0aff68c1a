import { readPerson } from './person.ts';

/** The tenant that the address names. People who are limited to tenants see one at a time: without a choice the first. Null: all. */
export function chosenTenant(query: URLSearchParams): string | null {
  return query.get('tenant') || (readPerson().tenants?.[0] ?? null);
}

/** The tenants that a person can choose among: their own, else those that have jobs. `chosen` is always among them. */
export function tenantsToChoose(counts: Record<string, unknown>, chosen: string | null): string[] {
  const known = readPerson().tenants ?? Object.keys(counts);
  return [...new Set([...known, ...(chosen === null ? [] : [chosen])])].toSorted();
}
