import express, { type RequestHandler, type Router } from 'express';

import type { PictureCache } from '../pictures/picture-cache.ts';
import { readPath } from '../pictures/picture.ts';
import type { World } from '../world.ts';

/** Serves the images that answers link to. */
export function fileRoutes(world: World, pictures: PictureCache): Router {
  const router = express.Router();
  router.get('/files/{*path}', sendFile(world, pictures));
  return router;
}

function sendFile({ clock }: World, pictures: PictureCache): RequestHandler {
  return async (request, response) => {
    const file = readPath(request.path);
    const lifetimeMs = Number(request.query['expires']) - clock.now();
    if (!file) {
      response.status(404).json({ message: 'No such file' });
    } else if (!(lifetimeMs > 0)) {
      response.status(403).json({ message: 'The URL has expired' });
    } else {
      const { picture, size } = file;
      response.set({
        'Content-Type': 'image/jpeg',
        'Content-Disposition': `inline; filename="simulated-${picture.key}-${picture.index}-${size}.jpg"`,
        'Cache-Control': `private, max-age=${Math.floor(lifetimeMs / 1_000)}`,
      });
      response.end(await pictures.get(picture, size));
    }
  };
}
