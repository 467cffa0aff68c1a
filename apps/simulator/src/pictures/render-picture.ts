import sharp from 'sharp';

import { drawSvg } from './draw-svg.ts';
import { dimensionsOf, type Picture, type PictureSize } from './picture.ts';

/** Renders a picture as JPEG. The work runs on libuv's threads, off the event loop. */
export async function renderPicture(picture: Picture, size: PictureSize): Promise<Buffer> {
  const { width, height } = dimensionsOf(picture.aspectRatio, size);
  const sized = drawSvg(picture).replace('<svg ', `<svg width="${width}" height="${height}" preserveAspectRatio="none" `);
  return await sharp(Buffer.from(sized)).flatten().jpeg({ quality: 84 }).toBuffer();
}
