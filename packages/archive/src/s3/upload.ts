import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';

import { isNotOffered } from './describe-s3-error.ts';
import { md5Of, type Target } from './put-object.ts';

/** Begins an upload of parts. The object appears with `complete`. */
export async function startUpload({ client, bucket, key, contentType }: Target) {
  const at = { Bucket: bucket, Key: key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at, ContentType: contentType }));
  const parts: CompletedPart[] = [];
  return {
    addPart: async (body: Uint8Array): Promise<void> => {
      const PartNumber = parts.length + 1;
      const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body: body, ContentMD5: md5Of(body) }));
      parts.push({ PartNumber, ETag });
    },
    complete: async (): Promise<void> =>
      void (await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: parts } }))),
    abort: async (): Promise<void> => void (await client.send(new AbortMultipartUploadCommand({ ...at, UploadId }))),
  };
}

/** Aborts uploads that were never completed, below a key. Their parts cost money, and no listing of objects shows them. */
export async function abortUploads({ client, bucket, key }: { client: S3Client; bucket: string; key: string }): Promise<void> {
  try {
    for (let more: string | undefined, after: string | undefined, first = true; first || more !== undefined; first = false) {
      const page = await client.send(
        new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key, KeyMarker: more, UploadIdMarker: after }),
      );
      for (const { Key, UploadId } of page.Uploads ?? []) {
        await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      }
      more = page.IsTruncated === true ? page.NextKeyMarker : undefined;
      after = page.NextUploadIdMarker;
    }
  } catch (error) {
    // A service without this call, or a key without this right: the bucket's life cycle has to abort what is left.
    if (!isNotOffered(error)) throw error;
  }
}
