import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';

/** A place in a file below a folder, as stacks have it after the folder. */
const PLACE = /^(\/[\w./-]+):(\d+):(\d+)/;

const maps = new Map<string, SourceMap>();

/** Replaces places in the bundles of a folder by those in the sources. It is done here, because Node would read the maps at each start. */
export function nameSources(line: string, folder: string): string {
  const [before, ...pieces] = line.split(folder) as [string, ...string[]];
  return before + pieces.map((piece) => nameSource(piece, folder)).join('');
}

function nameSource(piece: string, folder: string): string {
  const [place, file, row, column] = PLACE.exec(piece) ?? [];
  if (!place) return folder + piece;
  const path = folder + file;
  const map = maps.get(path) ?? new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')));
  maps.set(path, map);
  const origin = map.findEntry(Number(row) - 1, Number(column) - 1);
  if (!('originalSource' in origin)) return folder + piece;
  const named = `${resolve(dirname(path), origin.originalSource)}:${origin.originalLine + 1}:${origin.originalColumn + 1}`;
  return named + piece.slice(place.length);
}
