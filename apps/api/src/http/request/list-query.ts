import { z } from 'zod';

/** A query parameter with one or more values separated by commas, any of which matches. */
export function anyOf<Words extends Record<string, string>>(words: z.ZodEnum<Words>, description: string) {
  const isWord = (text: string): text is Words[keyof Words] => words.safeParse(text).success;
  const one = `(${words.options.join('|')})`;
  return z
    .string()
    .refine((text) => text.split(',').every(isWord), `must be one of ${words.options.join(', ')}, or several separated by commas`)
    .transform((text) => text.split(',').filter(isWord))
    .optional()
    .meta({
      description: `${description} Several values separated by commas match any of them.`,
      pattern: `^${one}(,${one})*$`,
      examples: [words.options.slice(0, 2).join(',')],
    });
}

/**
 * The fields of `<name>[<field>]=<value>` in a query, put together: `{<name>: {<field>: <value>}}`. Others are left as they are: `<name>[]`
 * and `<name>[a][b]`, too, which name no field.
 */
export function gatherFields(query: Record<string, unknown>, name: string): Record<string, unknown> {
  const gathered = Object.entries(query).map(([parameter, value]) => ({ parameter, field: fieldOf(parameter, name), value }));
  const fields = gathered.flatMap(({ field, value }) => (field === undefined ? [] : [[field, value] as const]));
  const others = gathered.flatMap(({ parameter, field, value }) => (field === undefined ? [[parameter, value] as const] : []));
  return Object.fromEntries([...(fields.length > 0 ? [[name, Object.fromEntries(fields)] as const] : []), ...others]);
}

function fieldOf(parameter: string, name: string): string | undefined {
  if (!parameter.startsWith(`${name}[`) || !parameter.endsWith(']')) return undefined;
  const field = parameter.slice(name.length + 1, -1);
  return field !== '' && areInPairs(field) ? field : undefined;
}

/** Whether all brackets are balanced. */
function areInPairs(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if (character === '[') open += 1;
    if (character === ']' && --open < 0) return false;
  }
  return open === 0;
}
