type Value = string | number | boolean | Date | null | undefined;
/** The fields of a query. A list is sent with commas, an object as `name[field]=value`. */
export type Query = Record<string, Value | readonly Value[] | Record<string, Value>>;

/** The text behind `?`, with it; empty without fields. */
export function formatQuery(query: object | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Query)) {
    if (Array.isArray(value)) {
      if (value.length > 0) parameters.append(name, value.map(textOf).join(','));
    } else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
      for (const [field, inner] of Object.entries(value)) append(parameters, `${name}[${field}]`, inner);
    } else append(parameters, name, value);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function append(parameters: URLSearchParams, name: string, value: Value): void {
  if (value !== undefined && value !== null) parameters.append(name, textOf(value));
}

function textOf(value: Value): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
