import { DeleteObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

import { abortUploads } from './upload.ts';

/** Removes all objects below a prefix, or only the uploads that were never completed. One by one: a folder has a few, and not every service deletes many. */
export async function clearFolder(
  { client, bucket, prefix }: { client: S3Client; bucket: string; prefix: string },
  what: 'everything' | 'leftovers',
): Promise<void> {
  await abortUploads({ client, bucket, key: prefix });
  if (what === 'leftovers') return;
  for (let more: string | undefined, first = true; first || more !== undefined; first = false) {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: more }));
    for (const { Key } of page.Contents ?? []) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    more = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  }
}
