import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import { Flag, HttpUrl } from './settings.ts';

/** Where files are archived: a directory, or a prefix in a bucket. */
export type ArchivePlace = { kind: 'file'; root: string } | { kind: 's3'; bucket: string; prefix: string };

const FORM = 'must be file:///path or s3://bucket/prefix';

/** `file:///path` or `s3://bucket/prefix`. */
export const ArchiveUrl = z.string().transform((text, context): ArchivePlace => {
  const place = readPlace(text);
  if (typeof place !== 'string') return place;
  context.addIssue(place);
  return z.NEVER;
});

/** The archive and how to reach it, for every process that copies or returns files. The AWS SDK finds other credentials by itself: of a profile, a container or an instance. */
export const archiveSettings = {
  /** Unset: there is no archive. */
  ARCHIVE_URL: ArchiveUrl.optional(),
  /** The address of an S3 service that is not AWS. */
  ARCHIVE_S3_ENDPOINT: HttpUrl.optional(),
  /** Whether previews of generations are copied too. */
  ARCHIVE_PREVIEWS: Flag.default(false),
  // These may be of another program in the same environment, so only an archive in S3 makes demands on them.
  AWS_REGION: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
};

const ArchiveSettings = z.object(archiveSettings);
export type ArchiveSettings = z.infer<typeof ArchiveSettings>;

/** What is wrong with settings of the archive that are valid one by one. */
export function checkArchive(settings: ArchiveSettings): string[] {
  const { ARCHIVE_URL: place, ARCHIVE_S3_ENDPOINT: endpoint } = settings;
  const isS3 = place?.kind === 's3';
  const problems: string[] = [];
  if (endpoint !== undefined && !isS3) problems.push('ARCHIVE_S3_ENDPOINT: needs an ARCHIVE_URL of the form s3://bucket/prefix');
  if (settings.ARCHIVE_PREVIEWS && place === undefined) problems.push('ARCHIVE_PREVIEWS: needs ARCHIVE_URL');
  if (!isS3) return problems;
  const { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret } = settings;
  if (endpoint === undefined && settings.AWS_REGION === undefined) {
    problems.push('AWS_REGION: is required for s3://, unless ARCHIVE_S3_ENDPOINT is set');
  }
  // It becomes a part of host names.
  if (settings.AWS_REGION !== undefined && !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(settings.AWS_REGION)) {
    problems.push('AWS_REGION: must be a region such as eu-central-1');
  }
  // Signed or sent unchanged: a space or line break from copying would make it another one.
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const) {
    if (!/^[\x21-\x7e]*$/.test(settings[name] ?? '')) problems.push(`${name}: must be printable characters without spaces`);
  }
  if (keyId !== undefined && secret === undefined) problems.push('AWS_SECRET_ACCESS_KEY: is required with AWS_ACCESS_KEY_ID');
  if (keyId === undefined && secret !== undefined) problems.push('AWS_ACCESS_KEY_ID: is required with AWS_SECRET_ACCESS_KEY');
  return problems;
}

function readPlace(text: string): ArchivePlace | string {
  if (text.startsWith('s3://')) return readBucket(text);
  if (!URL.canParse(text)) return FORM;
  const url = new URL(text);
  if (url.protocol !== 'file:' || url.search !== '' || url.hash !== '') return FORM;
  if (url.host !== '') return 'must be file:///path with three slashes: the path is absolute';
  try {
    const root = withoutLastSlashes(fileURLToPath(url));
    return root === '' ? 'must name a directory below /' : { kind: 'file', root };
  } catch {
    return FORM;
  }
}

function readBucket(text: string): ArchivePlace | string {
  const [bucket = '', ...path] = withoutLastSlashes(text.slice('s3://'.length)).split('/');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    return 'must be s3://bucket/prefix, with a bucket of 3 to 63 lower-case letters, digits, - or .';
  if (path.some((part) => !/^[A-Za-z0-9_.!'()*-]{1,255}$/.test(part) || /^\.+$/.test(part))) {
    return "must be s3://bucket/prefix, with a prefix of letters, digits and _.!'()*- between slashes";
  }
  return { kind: 's3', bucket, prefix: path.join('/') };
}

/** A regular expression would take quadratic time. */
function withoutLastSlashes(text: string): string {
  let length = text.length;
  while (text[length - 1] === '/') length--;
  return text.slice(0, length);
}
