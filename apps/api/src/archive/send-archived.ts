import { create as contentDisposition } from 'content-disposition';
import type { Request } from 'express';

import { isHeld } from '../http/answer/tag-answers.ts';
import type { Answer } from '../http/handler.ts';
import type { ArchivedFile } from './find-archived.ts';

/** What `send` refuses because of the request's own headers: no part of the file, or another version of it. */
const OF_THE_REQUEST = new Set([412, 416]);

/** Sends a file of the archive, or a part of it (`Range`). Its SHA-256 is its `ETag`: the same bytes have the same, wherever they are. */
export function sendArchived(request: Request, response: Answer, file: Extract<ArchivedFile, { kind: 'path' }>): Promise<void> {
  const tag = `"${file.sha256}"`;
  response.setHeader('ETag', tag);
  if (isHeld(request.headers['if-none-match'], tag)) {
    response.status(304).end();
    return Promise.resolve();
  }
  response.setHeader('Content-Type', file.contentType);
  response.setHeader('Content-Disposition', contentDisposition(file.fileName));
  return new Promise((resolve, reject) => {
    response.sendFile(file.path, { root: file.root, cacheControl: false, dotfiles: 'allow' }, (error?: Error) => {
      const status = (error as { status?: number } | undefined)?.status;
      // A caller that goes away early is no fault.
      if (!error || response.headersSent || request.destroyed) return resolve();
      for (const name of ['ETag', 'Content-Type', 'Content-Disposition']) response.removeHeader(name);
      if (!OF_THE_REQUEST.has(status!)) return reject(error);
      if (status === 416) response.setHeader('Content-Range', `bytes */${file.bytes}`);
      response.status(status!).end();
      resolve();
    });
  });
}
