import { drawMs } from '../behaviour/timing.ts';
import { pathOf } from '../pictures/picture-path.ts';
import type { Picture, PictureSize } from '../pictures/picture.ts';
import type { World } from '../world.ts';

export type LinkedFile = {
  picture: Picture;
  size: PictureSize;
  /** The generation of a download: its file has bytes that no other download has. */
  of?: string | undefined;
  /** The size of the file; null: of the picture alone. */
  bytes?: number | null | undefined;
};

/** The absolute URL of an image, valid for `url_lifetime` from now. */
export function fileUrl(world: World, baseUrl: string, { picture, size, of, bytes }: LinkedFile): string {
  const expiresAt = world.clock.now() + drawMs(world.settings.current.url_lifetime, world.random);
  const query = new URLSearchParams({
    ...(of !== undefined && { of }),
    ...(typeof bytes === 'number' && { bytes: String(bytes) }),
    expires: String(expiresAt),
  });
  return `${baseUrl}${pathOf(picture, size)}?${query.toString()}`;
}
