import type { Download, Generation, Redownload } from './effects.ts';
import type { KeptEffect } from './kept-effect.ts';

/** Converts effects to the form of the state file. */

export function keptGeneration({ picture: _picture, downloads: _downloads, ...generation }: Generation): KeptEffect {
  return { kind: 'generation', ...generation };
}

export function keptDownload({ generation, ...download }: Download): KeptEffect {
  return { kind: 'download', ...download, generation_request_id: generation.generation_request_id };
}

export function keptRedownload({ download: _download, ...redownload }: Redownload): KeptEffect {
  return { kind: 'redownload', ...redownload };
}
