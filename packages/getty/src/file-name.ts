import { MIMEType } from 'node:util';

/** The file name in a Content-Disposition (`filename*` before `filename`), without folders or control characters; null when there is none. */
export function readFileName(contentDisposition: string | undefined): string | null {
  const parameters = contentDisposition === undefined ? undefined : parseParameters(contentDisposition);
  const name = decodeExtended(parameters?.get('filename*')) ?? parameters?.get('filename');
  const safe = name
    ?.replaceAll(/\p{Cc}/gu, '')
    .split(/[/\\]/)
    .at(-1)
    ?.trim();
  return safe === undefined || /^\.*$/.test(safe) ? null : safe;
}

// A disposition has the grammar of a MIME type but for the slash, and Node knows how to read those.
function parseParameters(contentDisposition: string): MIMEType['params'] | undefined {
  try {
    return new MIMEType(`disposition/${contentDisposition.trim()}`).params;
  } catch {
    return undefined;
  }
}

/** RFC 8187, in the one charset that everybody must know: `UTF-8''%e2%82%ac.jpg`. */
function decodeExtended(value: string | null | undefined): string | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(value ?? '')?.[1];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
