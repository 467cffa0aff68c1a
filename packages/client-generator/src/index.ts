import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const GENERATOR = fileURLToPath(new URL('generate.ts', import.meta.url));

/**
 * Writes a TypeScript client for an OpenAPI document into `directory`, as a module that Node runs directly. For tests only. The generator
 * needs an old TypeScript API, so this package has its own TypeScript version.
 * @throws Error with the message of the generator
 */
export async function generateClient(document: object, directory: string): Promise<void> {
  await writeFile(`${directory}/package.json`, '{ "type": "module" }');
  await writeFile(`${directory}/openapi.json`, JSON.stringify(document));
  await promisify(execFile)(process.execPath, [GENERATOR, `${directory}/openapi.json`, `${directory}/client`]);
}

export { generateApiTypes } from './api-types.ts';
