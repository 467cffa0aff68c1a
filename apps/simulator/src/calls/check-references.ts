import { Refused } from '../behaviour/refusals.ts';
import type { GenerationRequest } from '../requests/generation-request.ts';
import type { Incoming, World } from '../world.ts';
import { checkBackground } from './find-source.ts';
import { uploadsPath } from './uploads.ts';

/** Checks what a request refers to beside its source: its mask and its background. @throws Refused */
export function checkReferences(world: World, incoming: Incoming, request: GenerationRequest): void {
  const { mask_url, prompt, background_color } = request;
  if (prompt && background_color && world.settings.current.prompt_and_color === 'refused') {
    throw new Refused('400', 'prompt and background_color must not both be given.');
  }
  if (mask_url) checkReadable(world, incoming, { name: 'mask_url', url: mask_url });
  checkBackground(world, request);
}

/** A URL of an upload must be of one that still exists. Files elsewhere are not fetched. @throws Refused 400 */
export function checkReadable(world: World, { baseUrl }: Incoming, { name, url }: { name: string; url: string }): void {
  const start = `${baseUrl}${uploadsPath(world)}/`;
  if (url.startsWith(start) && !world.uploads.find(decodeURIComponent(url.slice(start.length)))) {
    throw new Refused('400', `${name} cannot be read.`);
  }
}
