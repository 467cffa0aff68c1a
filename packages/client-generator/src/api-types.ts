import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import ts from 'typescript';

const GENERATOR = fileURLToPath(new URL('generate-types.ts', import.meta.url));

const HEAD = '// Generated from the description of the API by `npm --prefix apps/api run client-types`. Do not change it by hand.';

type Described = { components?: { schemas?: Record<string, unknown> }; paths?: object };

/**
 * The types of all schemas of an OpenAPI document, and of the query of each call that has one (`ListJobsQuery`), as the text of a module
 * without imports. A field that may be left out may be `undefined` too, also under `exactOptionalPropertyTypes`: JSON has neither. @throws Error with the message of the generator
 */
export async function generateApiTypes(document: Described): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-types-'));
  try {
    await writeFile(`${folder}/openapi.json`, JSON.stringify(document));
    await promisify(execFile)(process.execPath, [GENERATOR, `${folder}/openapi.json`, folder]);
    return keepSchemas(await readFile(`${folder}/types.gen.ts`, 'utf8'), new Set(Object.keys(document.components?.schemas ?? {})));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The generator also writes a type for each answer and problem of each call, which nobody imports. */
function keepSchemas(generated: string, names: Set<string>): string {
  const kept = generated.split(/\n\n(?=\/\*\*|export type)/).flatMap((text) => {
    const name = /^export type (\w+) =/m.exec(text)?.[1] ?? '';
    if (names.has(name)) return text.trim();
    const query = /^ {4}query\?: (\{\n[^]*?^ {4}\});$/m.exec(text)?.[1];
    return query ? `export type ${name.replace(/Data$/, 'Query')} = ${query.replaceAll(/^ {4}/gm, '')};` : [];
  });
  return withUndefined(`${[HEAD, ...kept].join('\n\n').replaceAll('unknown & {', '{')}\n`);
}

function withUndefined(text: string): string {
  const ends: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && node.questionToken && node.type) ends.push(node.type.end);
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile('types.ts', text, ts.ScriptTarget.Latest));
  const places = [0, ...ends.toSorted((a, b) => a - b)];
  return places.map((at, index) => text.slice(at, places[index + 1])).join(' | undefined');
}
