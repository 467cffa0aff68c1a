/** The extension of a file: that of the name that its source gives, else by its media type. */

const BY_TYPE: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/tiff': 'tif',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'image/svg+xml': 'svg',
  'image/bmp': 'bmp',
  'image/vnd.adobe.photoshop': 'psd',
  'application/postscript': 'eps',
  'application/zip': 'zip',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
};

/** Of any other type; `json` belongs to the description beside the file. */
const UNKNOWN = 'bin';

export function extensionOf(source: { contentType: string | null; fileName: string | null }): string {
  const type = source.contentType?.split(';')[0]!.trim().toLowerCase() ?? '';
  const byType = Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
  const named = /\.([A-Za-z0-9]{1,8})$/.exec(source.fileName ?? '')?.[1]?.toLowerCase();
  if (named !== undefined && named !== 'json') return named === 'jpeg' ? 'jpg' : named;
  return byType ?? UNKNOWN;
}
