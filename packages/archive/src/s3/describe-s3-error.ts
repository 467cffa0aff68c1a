/** What an error of S3 or of the AWS SDK means. */
type S3Error = { name?: string; message?: string; code?: string; $metadata?: { httpStatusCode?: number } };

const MEANINGS: Record<string, string> = {
  NoSuchBucket: 'the bucket does not exist',
  InvalidAccessKeyId: 'the access key is not known',
  SignatureDoesNotMatch: 'the secret of the access key is wrong',
  AccessDenied: 'the access key may not do this',
  ExpiredToken: 'the session token has expired',
  InvalidToken: 'the session token is wrong',
  CredentialsProviderError: 'no credentials were found',
  PermanentRedirect: 'the bucket is in another region',
  AuthorizationHeaderMalformed: 'the region is wrong',
  QuotaExceeded: 'the storage quota is used up',
  XMinioStorageFull: 'the storage is full',
  SlowDown: 'it asks for fewer requests',
  BadDigest: 'other bytes arrived than were sent',
  TimeoutError: 'it did not answer in time',
};

/** For answers to HEAD, which have no body and so no code. */
const BY_STATUS: Record<number, string> = {
  403: 'access is denied',
  404: 'the bucket does not exist',
  301: 'the bucket is in another region',
};

export function describeS3Error(name: string, thrown: unknown): string {
  const error = thrown as S3Error;
  const status = error.$metadata?.httpStatusCode;
  // The SDK wraps errors of the network that it does not recognize: then only the text has their code.
  const code = error.code ?? /\bE[A-Z]{4,}\b/.exec(error.message ?? '')?.[0] ?? error.name ?? 'unknown error';
  const meaning = own(MEANINGS, error.name) ?? (status === undefined ? undefined : own(BY_STATUS, status));
  const shown = [meaning ?? (status === undefined ? 'it cannot be reached' : `it answered ${status}`), `(${code})`];
  return `The archive ${name} cannot be used: ${shown.join(' ')}`;
}

export function isMissing(error: unknown): boolean {
  const { name } = error as S3Error;
  return name === 'NotFound' || name === 'NoSuchKey';
}

/** Whether the service does not have a call, or the key not the right to it. */
export function isNotOffered(error: unknown): boolean {
  const { name, $metadata } = error as S3Error;
  return name === 'AccessDenied' || $metadata?.httpStatusCode === 405 || $metadata?.httpStatusCode === 501;
}

function own(texts: Record<string | number, string>, key: string | number | undefined): string | undefined {
  return key !== undefined && Object.hasOwn(texts, key) ? texts[key] : undefined;
}
