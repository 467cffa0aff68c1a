import { z } from 'zod';

/** An optional field of a body that makes or starts something: `null` says the same as leaving it out. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional();
}

/** A field of a body that changes something: left out, it stays; `null` takes it back to what it is by default. */
export function resettable<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullable().optional();
}
