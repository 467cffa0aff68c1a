import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const GENERATOR = fileURLToPath(new URL('generate.ts', import.meta.url));

/**
 * Writes a TypeScript client for an OpenAPI document into `directory`, as a module that Node runs as it is; tests only. The generator
 * drives TypeScript's old API, which the compiler of the house no longer has: so it has a package with a TypeScript of its own.
 * @throws Error with what the generator says of the document
 */
export async function generateClient(document: object, directory: string): Promise<void> {
  await writeFile(`${directory}/package.json`, '{ "type": "module" }');
  await writeFile(`${directory}/openapi.json`, JSON.stringify(document));
  await promisify(execFile)(process.execPath, [GENERATOR, `${directory}/openapi.json`, `${directory}/client`]);
}
