import process from 'node:process';

import { createClient } from '@hey-api/openapi-ts';

/** Runs as a separate process: `generate-types.ts <document> <directory>` writes `types.gen.ts`, only types. */
const [input, path] = process.argv.slice(2) as [string, string];
await createClient({ input, output: { path }, plugins: ['@hey-api/typescript'], logs: { level: 'silent' } });
