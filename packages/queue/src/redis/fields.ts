/** A hash's fields as texts, as Redis stores them. An absent field is undefined. */
export type Fields = Record<string, string>;

/** Converts field, value, … of Redis' hashes and stream entries. */
export function toFields(flat: readonly string[]): Fields {
  const fields: Fields = {};
  for (let index = 0; index + 1 < flat.length; index += 2) fields[flat[index]!] = flat[index + 1]!;
  return fields;
}

/** 0 if absent. */
export function readCount(text: string | undefined): number {
  return text === undefined ? 0 : Number(text);
}

/** null if absent. */
export function readNumber(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** null if absent. */
export function readJson(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}
