import { checkUrl } from '../http/request/check-url.ts';
import type { FieldError } from '../http/problem.ts';

/** Finds an address in the `url` of a file that is not public. Getty's own uploads are allowed wherever Getty is. */
export function checkFileUrl(
  body: unknown,
  { uploadsUrl, allowPrivateNetworks }: { uploadsUrl: string; allowPrivateNetworks: boolean },
): FieldError[] {
  const { url } = (body ?? {}) as { url?: unknown };
  return typeof url === 'string' && url.startsWith(uploadsUrl) ? [] : checkUrl(url, allowPrivateNetworks);
}
