import { LRUCache } from 'lru-cache';

import { pathOf, readPath } from './picture-path.ts';
import type { Picture, PictureSize } from './picture.ts';
import { renderPicture } from './render-picture.ts';

const MAX_BYTES = 64 * 1024 * 1024;

export type PictureCache = { get(picture: Picture, size: PictureSize): Promise<Buffer> };

/** Renders images when first requested, each once for parallel requests, and keeps the most recently used: at most 64 MB. */
export function createPictureCache(): PictureCache {
  const cache = new LRUCache<string, Buffer>({
    maxSize: MAX_BYTES,
    sizeCalculation: (bytes) => bytes.length,
    fetchMethod: (path) => {
      const file = readPath(path);
      return file && renderPicture(file.picture, file.size);
    },
  });
  return { get: (picture, size) => cache.forceFetch(pathOf(picture, size)) };
}
