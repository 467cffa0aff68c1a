import type { Download, Generation, Redownload } from './effect.ts';
import type { KeptEffect } from './kept-effect.ts';
import type { RegisteredFile } from './registered-files.ts';

/** Converts effects to the form of the state file. */

export function keptGeneration({ picture, downloads: _downloads, ...generation }: Generation): KeptEffect {
  return { kind: 'generation', ...generation, ...(picture.look && { picture }) };
}

export function keptDownload({ generation, ...download }: Download): KeptEffect {
  return { kind: 'download', ...download, generation_request_id: generation.generation_request_id };
}

export function keptRedownload({ download: _download, ...redownload }: Redownload): KeptEffect {
  return { kind: 'redownload', ...redownload };
}

export function keptFile(file: RegisteredFile): KeptEffect {
  return { kind: 'file', ...file };
}
