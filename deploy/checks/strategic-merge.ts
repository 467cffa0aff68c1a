/** What a YAML document holds. */
export type Value = string | number | boolean | null | Value[] | Fields;
export type Fields = { [name: string]: Value };

/** Lists of Kubernetes whose items are merged by a field; all other lists are replaced. */
const MERGED_BY: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
};

export const isFields = (value: Value | undefined): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Applies a strategic merge patch as kustomize does: `null` removes a field, and items of the lists above are found by their keys. */
export function strategicMerge(target: Fields, patch: Fields): Fields {
  const merged = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    const before = merged[name];
    const key = MERGED_BY[name];
    if (value === null) delete merged[name];
    else if (isFields(value) && isFields(before)) merged[name] = strategicMerge(before, value);
    else if (key !== undefined && Array.isArray(value) && Array.isArray(before)) merged[name] = mergeLists(before, value, key);
    else merged[name] = value;
  }
  return merged;
}

/** New items come first, as kustomize places them. */
function mergeLists(before: Value[], patch: Value[], key: string): Value[] {
  const keyOf = (item: Value | undefined) => (isFields(item) ? item[key] : undefined);
  const find = (items: Value[], wanted: Value | undefined) => items.find((item) => keyOf(item) === wanted);
  const changed = before.map((item) => {
    const change = find(patch, keyOf(item));
    return isFields(item) && isFields(change) ? strategicMerge(item, change) : item;
  });
  return [...patch.filter((item) => find(before, keyOf(item)) === undefined), ...changed];
}
