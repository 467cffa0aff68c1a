import type { Download, Generation, Redownload } from '../effects.ts';
import type { KeptEffect } from './kept-effect.ts';

/** Effects as the state file keeps them. */

export function keptGeneration({ picture: _picture, downloads: _downloads, ...generation }: Generation): KeptEffect {
  return { kind: 'generation', ...generation };
}

export function keptDownload({ generation, ...download }: Download): KeptEffect {
  return { kind: 'download', ...download, generation_request_id: generation.generation_request_id };
}

export function keptRedownload({ download: _download, ...redownload }: Redownload): KeptEffect {
  return { kind: 'redownload', ...redownload };
}
