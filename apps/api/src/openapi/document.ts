import manifest from '../../package.json' with { type: 'json' };
import { describeOperation } from './describe/describe-operation.ts';
import { describeWebhooks } from './describe/describe-webhooks.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { createSchemaBook, type Json } from './describe/schema-book.ts';
import { TAGS } from './tags.ts';
import { INTRODUCTION } from './introduction.ts';

/** The API as an OpenAPI 3.1 document, generated from the schemas that validate requests and answers. */
export type OpenApiDocument = {
  openapi: '3.1.0';
  paths: Record<string, Json>;
  components: Record<string, Record<string, Json>>;
} & Json;

export function createDocument(): OpenApiDocument {
  const components = { book: createSchemaBook(), responses: {} as Record<string, Json> };
  const paths: Record<string, Json> = {};
  for (const [route, operation] of Object.entries<Operation>(OPERATIONS)) {
    const [method, path] = route.split(' ') as [string, string];
    const item = (paths[path.replaceAll(/:(\w+)/g, '{$1}')] ??= {});
    item[method.toLowerCase()] = describeOperation(operation, method, components);
  }
  const webhooks = describeWebhooks(components.book);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Darkroom',
      version: manifest.version,
      summary: "A durable job queue in front of Getty Images' AI Generator",
      description: INTRODUCTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The api that serves this document' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    webhooks,
    components: {
      schemas: components.book.components,
      responses: components.responses,
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key, as `Authorization: Bearer <key>`. It needs the scope that a call names. The operator issues it; `npm start` prints one.',
        },
      },
    },
  };
}
