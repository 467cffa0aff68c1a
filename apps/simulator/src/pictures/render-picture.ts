import sharp from 'sharp';

import { dimensionsOf, type Picture, type PictureSize } from './picture.ts';

/** Draws a picture as JPEG. The work is done on libuv's threads, off the event loop. */
export async function renderPicture(picture: Picture, size: PictureSize): Promise<Buffer> {
  const { width, height } = dimensionsOf(picture.aspectRatio, size);
  const hue = parseInt(picture.key.slice(0, 4), 16) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="hsl(${hue},50%,${30 + picture.index * 10}%)"/></svg>`;
  return await sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer();
}
