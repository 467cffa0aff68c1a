import { z } from 'zod';

/** An optional field of a body that creates or starts something: `null` means the same as omitting it. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional();
}

/** A field of a body that changes something: omitted, it stays; `null` resets it to its default. */
export function resettable<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullable().optional();
}
