import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

import { parseRedisUrl, type RedisPlace } from '@darkroom/runtime/redis-url';

/** Where REDIS_URL is from, and what else belongs to it. */
export type RedisSettings = {
  url: string;
  /** The file that `url` was read from. It is read again for each connection: a new password, or another sentinel or node, needs no restart. */
  urlFile?: string | undefined;
  /** A PEM file with the authority that signed Redis' certificates. It is read again, too. */
  tlsCa?: string | undefined;
};

/** The place of Redis as it is in the settings now. Neither method throws: what was read last stays in use while a file cannot be read. */
export type RedisSource = { place: () => RedisPlace; tls: () => ConnectionOptions };

/** @throws RedisUrlError if `url` is wrong */
export function createRedisSource(settings: RedisSettings, onError: (error: Error) => void): RedisSource {
  let last = { text: settings.url, place: parseRedisUrl(settings.url) };
  let ca: Buffer | undefined;

  const place = (): RedisPlace => {
    if (settings.urlFile === undefined) return last.place;
    try {
      const text = readFileSync(settings.urlFile, 'utf8').trim();
      if (text !== last.text) last = { text, place: sameRedis(last.place, parseRedisUrl(text)) };
    } catch (error) {
      onError(new Error(`REDIS_URL_FILE: ${(error as Error).message}`));
    }
    return last.place;
  };

  const tls = (): ConnectionOptions => {
    if (settings.tlsCa === undefined) return {};
    try {
      ca = readFileSync(settings.tlsCa);
    } catch (error) {
      onError(new Error(`REDIS_TLS_CA: ${(error as Error).message}`));
    }
    return ca === undefined ? {} : { ca };
  };

  return { place, tls };
}

/** Open connections would stay where they are: then half of a process would write to one Redis, and half to another. @throws Error */
function sameRedis(before: RedisPlace, after: RedisPlace): RedisPlace {
  if (identityOf(before) !== identityOf(after)) throw new Error('names another Redis; restart this process to use it');
  return after;
}

/** What must stay. Sentinels and nodes come and go. */
function identityOf(place: RedisPlace): string {
  const { kind, tls, db } = place;
  const which = place.kind === 'single' ? place.server : place.kind === 'sentinel' ? place.master : null;
  return JSON.stringify([kind, tls, db, which]);
}
