import { parse } from 'content-disposition';

/**
 * Reads the file name of a Content-Disposition (`filename*` before `filename`), without folders or control characters; null if there is
 * none.
 */
export function readFileName(contentDisposition: string | undefined): string | null {
  const name = parse(contentDisposition ?? '').parameters['filename'];
  const safe = name
    ?.replaceAll(/\p{Cc}/gu, '')
    .split(/[/\\]/)
    .at(-1)
    ?.trim();
  return safe === undefined || /^\.*$/.test(safe) ? null : safe;
}
