import process from 'node:process';

import { createClient } from '@hey-api/openapi-ts';

/** Runs as a separate process: `generate.ts <document> <directory>`. */
const [input, path] = process.argv.slice(2) as [string, string];
await createClient({ input, output: { path, module: { extension: '.ts' } }, logs: { level: 'error' } });
