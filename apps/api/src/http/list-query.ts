import { z } from 'zod';

/** Several of a closed set of words with commas between them: any of them will do. */
export function anyOf<Words extends Record<string, string>>(words: z.ZodEnum<Words>, description: string) {
  const isWord = (text: string): text is Words[keyof Words] => words.safeParse(text).success;
  const one = `(${words.options.join('|')})`;
  return z
    .string()
    .refine((text) => text.split(',').every(isWord), `must be one of ${words.options.join(', ')}, or several with commas between them`)
    .transform((text) => text.split(',').filter(isWord))
    .optional()
    .meta({
      description: `${description} Several with commas between them: any of them.`,
      pattern: `^${one}(,${one})*$`,
      examples: [words.options.slice(0, 2).join(',')],
    });
}

/** The fields of `<name>[<field>]=<value>` in a query, put together: `{<name>: {<field>: <value>}}`. Others are left as they are. */
export function gatherFields(query: Record<string, unknown>, name: string): Record<string, unknown> {
  const gathered = Object.entries(query).map(([parameter, value]) => {
    const field = parameter.startsWith(`${name}[`) && parameter.endsWith(']') ? parameter.slice(name.length + 1, -1) : undefined;
    return { parameter, field, value };
  });
  const fields = gathered.flatMap(({ field, value }) => (field === undefined ? [] : [[field, value] as const]));
  const others = gathered.flatMap(({ parameter, field, value }) => (field === undefined ? [[parameter, value] as const] : []));
  return Object.fromEntries([...others, ...(fields.length > 0 ? [[name, Object.fromEntries(fields)] as const] : [])]);
}
