import type { GenerationResult } from '@darkroom/contracts';

/** A URL that ends while the browser is still loading it is of no use. */
const MARGIN_MS = 60_000;

/** Whether a stored URL can be given to a browser now. */
export function isAlive(expiresAt: string, now: number): boolean {
  return Date.parse(expiresAt) - MARGIN_MS > now;
}

/** The stored URL of an image's preview; null where it has run out, or there is none that a page can show. */
export function storedPreview(
  { url_expires_at: expiresAt }: Pick<GenerationResult, 'url_expires_at'>,
  image: GenerationResult['images'][number],
  now: number,
): string | null {
  const url = image.preview_urls[0]?.image_url ?? image.url;
  return url !== null && /^https?:/.test(url) && !image.is_blocked && isAlive(expiresAt, now) ? url : null;
}
