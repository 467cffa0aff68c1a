import type { SettingsKeys } from '@darkroom/api/http/access/settings-keys';
import type { Store } from '@darkroom/queue';

/** The names of API keys by their ids. People, and keys that are not known, have none. */
export async function keyNames(
  { store, settings }: { store: Pick<Store, 'apiKeys'>; settings: SettingsKeys },
  ids: Iterable<string>,
): Promise<Record<string, string>> {
  const wanted = new Set(ids);
  const given = [...settings.values()].filter(({ id }) => wanted.has(id));
  for (const { id } of given) wanted.delete(id);
  const created = await store.apiKeys.getMany([...wanted].filter((id) => id.startsWith('key_')));
  return Object.fromEntries([...given, ...created].map(({ id, name }) => [id, name]));
}
