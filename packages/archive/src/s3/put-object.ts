import { createHash } from 'node:crypto';

import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export type Target = { client: S3Client; bucket: string; key: string; contentType: string };

/** Puts a whole object. S3 compares the bytes that arrive with their MD5. */
export async function putObject({ client, bucket, key, contentType }: Target, body: Uint8Array): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType, ContentMD5: md5Of(body) }));
}

export function md5Of(body: Uint8Array): string {
  return createHash('md5').update(body).digest('base64');
}
