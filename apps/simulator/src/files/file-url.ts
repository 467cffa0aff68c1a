import { drawMs } from '../behaviour/timing.ts';
import { pathOf, type Picture, type PictureSize } from '../pictures/picture.ts';
import type { World } from '../world.ts';

/** The absolute URL of an image, valid for `url_lifetime` from now. */
export function fileUrl(world: World, baseUrl: string, file: { picture: Picture; size: PictureSize }): string {
  const expiresAt = world.clock.now() + drawMs(world.settings.current.url_lifetime, world.random);
  return `${baseUrl}${pathOf(file.picture, file.size)}?expires=${expiresAt}`;
}
