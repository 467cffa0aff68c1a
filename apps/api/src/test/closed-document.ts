import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

import { createDocument, type OpenApiDocument } from '../openapi/document.ts';
import type { Json } from '../openapi/describe/schema-book.ts';

/**
 * The API's description for tests, closed: a field that is not described is an error. Callers must accept unknown fields in answers; tests must
 * not.
 */
export const closedDocument = closeObjects(createDocument()) as OpenApiDocument;

const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true }));
ajv.addSchema(closedDocument, 'openapi');
const validators = new WeakMap<Json, ValidateFunction>();

/** What is wrong with a value by a schema of the closed document; undefined when nothing is. */
export function errorsOf(schema: Json, value: unknown): string | undefined {
  const validate = validators.get(schema) ?? ajv.compile(withDocumentRefs(schema));
  validators.set(schema, validate);
  return validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'body' });
}

/** The schema by itself, with references into the document. */
function withDocumentRefs(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/')) as Json;
}

/** Parts of an `allOf` stay open: each sees the fields of the others. */
function closeObjects(part: unknown, within?: string): unknown {
  if (Array.isArray(part)) return part.map((inner: unknown) => closeObjects(inner, within));
  if (typeof part !== 'object' || part === null) return part;
  const copy: Json = Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, closeObjects(inner, name)]));
  if (within !== 'allOf' && copy['type'] === 'object' && 'properties' in copy) copy['additionalProperties'] ??= false;
  return copy;
}
