import { create as contentDisposition } from 'content-disposition';
import type { Request } from 'express';

import { isHeld } from '../http/answer/tag-answers.ts';
import type { Answer } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';
import type { ArchivedFile } from './find-archived.ts';

/** What `send` refuses because of the request's own headers. */
function refusalOf(status: number | undefined, { bytes }: { bytes: number }): ProblemError | undefined {
  if (status === 412) return new ProblemError('precondition_failed', 'The file is another one than the request expects.');
  if (status !== 416) return undefined;
  return new ProblemError('range_not_satisfiable', `The file has ${bytes} bytes.`, { headers: { 'Content-Range': `bytes */${bytes}` } });
}

/** More of the end than the file has is the whole file (RFC 9110, 14.1.2). `send` refuses it. */
function isLongerThan(bytes: number, range: string | undefined): boolean {
  const [, suffix] = /^bytes=-(\d+)$/.exec(range ?? '') ?? [];
  return suffix !== undefined && Number(suffix) > bytes;
}

/** Sends a file of the archive, or a part of it (`Range`). Its SHA-256 is its `ETag`: the same bytes have the same, wherever they are. */
export function sendArchived(request: Request, response: Answer, file: Extract<ArchivedFile, { kind: 'path' }>): Promise<void> {
  const tag = `"${file.sha256}"`;
  response.setHeader('ETag', tag);
  if (isHeld(request.headers['if-none-match'], tag)) {
    response.status(304).end();
    return Promise.resolve();
  }
  if (isLongerThan(file.bytes, request.headers.range)) request.headers.range = 'bytes=0-';
  response.setHeader('Content-Type', file.contentType);
  response.setHeader('Content-Disposition', contentDisposition(file.fileName));
  return new Promise((resolve, reject) => {
    response.sendFile(file.path, { root: file.root, cacheControl: false, dotfiles: 'allow' }, (error?: Error) => {
      const status = (error as { status?: number } | undefined)?.status;
      // A caller that goes away early is no fault.
      if (!error || response.headersSent || request.destroyed) return resolve();
      for (const name of ['ETag', 'Content-Type', 'Content-Disposition']) response.removeHeader(name);
      reject(refusalOf(status, file) ?? error);
    });
  });
}
