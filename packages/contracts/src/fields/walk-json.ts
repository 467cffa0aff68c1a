/** A value inside a JSON value, with the path to it. */
export type JsonNode = { value: unknown; level: number; name?: PropertyKey; parent?: JsonNode };

/** Yields every value of a JSON value in document order, down to `mostLevels`. It does not recurse, so no depth exhausts the stack. */
export function* walkJson(value: unknown, mostLevels: number): Generator<JsonNode> {
  const ahead: JsonNode[] = [{ value, level: 0 }];
  for (let node = ahead.pop(); node; node = ahead.pop()) {
    yield node;
    if (typeof node.value !== 'object' || node.value === null || node.level === mostLevels) continue;
    const parent = node;
    const inner = Object.entries(node.value).map(([name, part]: [string, unknown]) => ({
      value: part,
      level: parent.level + 1,
      name,
      parent,
    }));
    for (const part of inner.toReversed()) ahead.push(part);
  }
}

/** The names that lead from the outermost value to this one. */
export function pathOf(node: JsonNode): PropertyKey[] {
  const path: PropertyKey[] = [];
  for (let at: JsonNode | undefined = node; at?.name !== undefined; at = at.parent) path.unshift(at.name);
  return path;
}
