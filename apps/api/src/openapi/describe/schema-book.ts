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

type Seen = { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema };

function tidy({ zodSchema, jsonSchema }: Seen, side: Side): void {
  if (zodSchema instanceof z.ZodDiscriminatedUnion) {
    if (mayOmit(zodSchema)) {
      if (jsonSchema.oneOf) jsonSchema.anyOf = jsonSchema.oneOf;
      delete jsonSchema.oneOf;
    } else Object.assign(jsonSchema, discriminatorOf(zodSchema));
  }
  if (side === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  // `format` says it; the pattern counts leap years and fills half a screen.
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  delete jsonSchema.propertyNames;
}

/** Whether a value may omit the field that selects its form. OpenAPI has no discriminator for that, and its forms overlap for a validator. */
function mayOmit({ def: { discriminator, options } }: z.ZodDiscriminatedUnion): boolean {
  return options.some((option) => option._zod.propValues?.[discriminator]?.has(undefined));
}

/** How OpenAPI says which of several components a value is. It can say so of components only, and only by one field. */
function discriminatorOf({ def: { discriminator: propertyName, options } }: z.ZodDiscriminatedUnion): Json {
  const named = options.flatMap((option) => {
    const id = z.globalRegistry.get(option)?.id;
    const values = [...(option._zod.propValues?.[propertyName] ?? [])];
    return id === undefined ? [] : values.map((value) => [String(value), `#/$defs/${id}`] as const);
  });
  if (new Set(named.map(([, ref]) => ref)).size !== options.length) return {};
  return { discriminator: { propertyName, mapping: Object.fromEntries(named) } };
}

function withComponentRefs(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}
