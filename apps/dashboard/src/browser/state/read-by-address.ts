import { onAddress, readQuery } from './address.ts';
import { call } from './call.ts';
import type { Resource } from './resource.ts';

/** Reads what the address asks for, now and whenever it has changed. */
export function readByAddress<Data>(resource: Resource<Data>, asked: () => { path: string; tenant?: string | null }): void {
  const show = (): void => {
    const { path, tenant } = asked();
    void resource.load((signal) => call<Data>(path, { tenant, signal }));
  };
  onAddress(show);
  show();
}

/** The path of a call that reads a page of a list: with the cursor of the address, and with those of its values that are named. */
export function pathOfPage(path: string, rows: number, names: readonly string[] = []): string {
  const given = readQuery();
  const query = new URLSearchParams({ limit: String(rows) });
  for (const name of [...names, 'cursor']) {
    const value = given.get(name);
    if (value) query.set(name, value);
  }
  return `${path}?${query.toString()}`;
}
