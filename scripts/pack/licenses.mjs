import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licenses of the packages that these modules come from. @throws Error for a package without one */
export function licensesOf(moduleIds) {
  const folders = moduleIds.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []);
  const texts = [...new Set(folders)]
    .toSorted((a, b) => a.localeCompare(b))
    .map((folder) => {
      const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
      if (!file && !license) throw new Error(`${name} has no license`);
      const by = typeof author === 'string' ? author : author?.name;
      return `${name} ${version}\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : `${license}, by ${by ?? 'its authors'}`}\n`;
    });
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}
