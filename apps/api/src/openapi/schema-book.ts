import { z } from 'zod';

/** A JSON Schema (2020-12), or a part of an OpenAPI document. */
export type Json = Record<string, unknown>;

/** `input`: what may be sent; unknown fields are refused. `output`: what is answered; fields may be added to it one day. */
export type Side = 'input' | 'output';

/**
 * Turns zod schemas into JSON Schemas. What bears an id (`.meta({ id: 'Job' })`) is written once, as a component, and referred to.
 */
export function createSchemaBook() {
  const components: Record<string, Json> = {};
  /** A problem, a job: most schemas are asked for many times. */
  const written = { input: new Map<z.ZodType, Json>(), output: new Map<z.ZodType, Json>() };

  /** @throws Error when one id stands for two different schemas: on the two sides, or by mistake */
  const add = (name: string, schema: Json): void => {
    const known = components[name];
    if (known && JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`${name} is the id of two different schemas.`);
    components[name] = schema;
  };

  const write = (schema: z.ZodType, side: Side): Json => {
    const { $schema: _dialect, $defs = {}, ...inline } = z.toJSONSchema(schema, { io: side, override: (seen) => tidy(seen, side) });
    for (const [name, component] of Object.entries($defs)) add(name, withComponentRefs(component));
    return withComponentRefs(inline);
  };

  return {
    components,
    jsonSchemaOf(schema: z.ZodType, side: Side): Json {
      const known = written[side].get(schema) ?? write(schema, side);
      written[side].set(schema, known);
      return known;
    },
  };
}

type Seen = { jsonSchema: z.core.JSONSchema.BaseSchema };

function tidy({ jsonSchema }: Seen, side: Side): void {
  if (side === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  // `format` says it; the pattern counts leap years and fills half a screen.
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  delete jsonSchema.propertyNames;
}

function withComponentRefs(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/')) as Json;
}
