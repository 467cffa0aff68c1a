import { GetObjectCommand, HeadBucketCommand, HeadObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ArchivePlace } from '@darkroom/runtime';
import { create as contentDisposition } from 'content-disposition';

import type { Archive, FileToStore, StoredFile } from '../archive.ts';
import { ArchiveError, IncompleteFileError } from '../archive-error.ts';
import { countBytes } from '../count-bytes.ts';
import { clearFolder } from './clear-folder.ts';
import { describeS3Error, isMissing } from './describe-s3-error.ts';
import { inPortions } from './in-portions.ts';
import { abortUploads, startUpload } from './upload.ts';
import { putObject } from './put-object.ts';

/** `endpoint`: of a service that is not AWS. Without `credentials`, the AWS SDK looks for them: profile, container, instance. */
export type S3Options = {
  endpoint?: string | undefined;
  region?: string | undefined;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined } | undefined;
  /** How large the parts of an upload are. Default 8 MiB: S3 takes 10,000 parts of at least 5 MiB. */
  partBytes?: number | undefined;
};

const MIB = 1024 * 1024;
const SIGNED_S = 15 * 60;
/** A part is sent in this time or tried again, in ms. */
const REQUEST_TIMEOUT_MS = 120_000;

/**
 * An archive in a bucket. A file that fits into one part is one object, a larger one is an upload of parts. In both cases the description is put first, and the file
 * appears last, at once. So a process that is killed at any step leaves a complete file with its description, or no file. One part is in memory at a time.
 */
export function createS3Archive(place: Extract<ArchivePlace, { kind: 's3' }>, options: S3Options): Archive {
  const { bucket } = place;
  const name = `s3://${[bucket, place.prefix].filter((part) => part !== '').join('/')}`;
  const client = createClient(options);
  const keyOf = (path: string) => (place.prefix === '' ? path : `${place.prefix}/${path}`);

  /** Turns errors of S3 into one that names the bucket and the reason. */
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof IncompleteFileError || error instanceof ArchiveError) throw error;
      throw new ArchiveError(describeS3Error(name, error), { cause: error });
    }
  };

  const store = async (file: FileToStore): Promise<StoredFile> => {
    const target = { client, bucket, key: keyOf(`${file.folder}/${file.name}.${file.extension}`), contentType: file.contentType };
    const counted = countBytes(file.expectedBytes);
    const describe = (): StoredFile => ({ key: `${file.folder}/${file.name}.${file.extension}`, ...counted.end() });
    const putDescription = (stored: StoredFile) => {
      const key = keyOf(`${file.folder}/${file.name}.json`);
      return putObject(
        { ...target, key, contentType: 'application/json' },
        Buffer.from(`${JSON.stringify(file.describe(stored), null, 2)}\n`),
      );
    };
    await guarded(() => abortUploads(target));
    let upload: Awaited<ReturnType<typeof startUpload>> | undefined;
    try {
      let stored: StoredFile | undefined;
      for await (const { portion, isLast } of inPortions(file.body, options.partBytes ?? 8 * MIB)) {
        counted.add(portion);
        if (!isLast || upload) {
          upload ??= await guarded(() => startUpload(target));
          const { addPart } = upload;
          await guarded(() => addPart(portion));
        }
        if (!isLast) continue;
        const complete = describe();
        stored = complete;
        await guarded(() => putDescription(complete));
        await file.beforePlacing();
        await guarded(() => (upload ? upload.complete() : putObject(target, portion)));
      }
      const complete = stored ?? describe(); // nothing came: throws
      await guarded(() => checkSize(target, complete.bytes));
      return complete;
    } catch (error) {
      await upload?.abort().catch(() => undefined); // the error of the copy counts; the next try aborts what is left
      throw error;
    }
  };

  return {
    name,
    check: () => guarded(async () => void (await client.send(new HeadBucketCommand({ Bucket: bucket })))),
    store,
    locate: (path, { contentType, fileName }) =>
      guarded(async () => {
        const at = { Bucket: bucket, Key: keyOf(path) };
        const found = await client.send(new HeadObjectCommand(at)).catch(unlessMissing);
        if (!found) return null;
        const shown = { ResponseContentType: contentType, ResponseContentDisposition: contentDisposition(fileName) };
        return { kind: 'url', url: await getSignedUrl(client, new GetObjectCommand({ ...at, ...shown }), { expiresIn: SIGNED_S }) };
      }),
    clear: (folder, what) => guarded(() => clearFolder({ client, bucket, prefix: `${keyOf(folder)}/` }, what)),
    close: () => client.destroy(),
  };
}

function createClient({ endpoint, region, credentials }: S3Options): S3Client {
  return new S3Client({
    // A service that is not AWS has one region, which it calls anything.
    ...(endpoint !== undefined && { region: 'us-east-1', endpoint, forcePathStyle: true }),
    ...(region !== undefined && { region }),
    ...(credentials && {
      credentials: { ...credentials, sessionToken: credentials.sessionToken } as NonNullable<S3ClientConfig['credentials']>,
    }),
    // Services that are not AWS refuse the checksums that the SDK adds by default.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 10_000, requestTimeout: REQUEST_TIMEOUT_MS },
  });
}

async function checkSize({ client, bucket, key }: { client: S3Client; bucket: string; key: string }, bytes: number): Promise<void> {
  const { ContentLength: found } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  if (found !== bytes) throw new IncompleteFileError(`S3 has ${found} bytes of ${bytes}`);
}

function unlessMissing(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}
