import express, { type Request, type RequestHandler, type Response, type Router } from 'express';

import type { Behaviour } from '../behaviour/behaviour.ts';
import { Refused, REFUSALS } from '../behaviour/refusals.ts';
import { checkRetention } from '../calls/find-generation.ts';
import { pass } from '../gateway/answer-call.ts';
import { dropConnection, sendRefusal, type Ending } from '../gateway/send-answer.ts';
import type { PictureCache } from '../pictures/picture-cache.ts';
import { readPath } from '../pictures/picture-path.ts';
import type { World } from '../world.ts';
import { sendContent } from './send-content.ts';

/** Serves the images that answers link to. */
export function fileRoutes(world: World, pictures: PictureCache): Router {
  const router = express.Router();
  router.get('/files/{*path}', answerFile(world, pictures));
  return router;
}

function answerFile(world: World, pictures: PictureCache): RequestHandler {
  return async (request, response) => {
    const ending = await sendFile(world, pictures, { request, response });
    world.counts.add('file', ending);
  };
}

/** Files need no key: who has the URL may read it. */
async function sendFile(world: World, pictures: PictureCache, exchange: { request: Request; response: Response }): Promise<Ending> {
  const { request, response } = exchange;
  const file = readPath(request.path);
  if (!file) return sendMessage(response, 404, 'No such file');
  const { picture, size } = file;
  const of = typeof request.query['of'] === 'string' ? request.query['of'] : undefined;
  const behaviour = chooseBehaviour(world, of, picture.index);
  if (behaviour.latency) await pass(world, behaviour.latency);
  if (world.stopped.aborted || behaviour.drop) return dropConnection(response);
  if (behaviour.hang) return 'hung';
  if (behaviour.status) return sendRefusal(world, response, { refusal: REFUSALS[behaviour.status], behaviour });

  const lifetimeMs = Number(request.query['expires']) - world.clock.now();
  if (!(lifetimeMs > 0)) return sendMessage(response, 403, 'The URL has expired');
  if (of !== undefined && isGone(world, of)) return sendMessage(response, 410, 'The image is gone');
  const redirects = Number(request.query['redirects'] ?? 0);
  if (redirects < world.settings.current.file_redirects) return redirect(request, response, redirects + 1);

  response.set({
    'Content-Type': 'image/jpeg',
    'Content-Disposition': `inline; filename="simulated-${picture.key}-${picture.index}-${size}.jpg"`,
    'Cache-Control': `private, max-age=${Math.floor(lifetimeMs / 1_000)}`,
  });
  const content = {
    picture: await pictures.get(picture, size),
    comment: of === undefined ? '' : `generation ${of}, image ${picture.index}, ${size}`,
    leastBytes: Number(request.query['bytes'] ?? 0),
  };
  return await sendContent(content, { request, response, spoilt: behaviour.body });
}

function chooseBehaviour(world: World, of: string | undefined, index: number): Behaviour {
  const generation = of === undefined ? undefined : world.effects.generations.get(of);
  return world.scenarios.choose({
    call: 'file',
    operation: generation?.operation,
    prompt: generation?.request.prompt ?? undefined,
    notes: generation?.request.notes ? [generation.request.notes] : [],
    generation_request_id: of,
    index,
  });
}

/** A URL that is still valid does not outlive all downloads of its image. */
function isGone(world: World, of: string): boolean {
  const generation = world.effects.generations.get(of);
  if (!generation) return false; // forgotten, or of an earlier process
  try {
    checkRetention(world, [generation, ...generation.downloads.values()].toSorted((a, b) => b.readyAt - a.readyAt)[0]!);
    return false;
  } catch (error) {
    if (error instanceof Refused) return true;
    throw error;
  }
}

function redirect(request: Request, response: Response, redirects: number): Ending {
  const query = new URLSearchParams(request.originalUrl.split('?')[1]);
  query.set('redirects', String(redirects));
  response.redirect(302, `${request.path}?${query.toString()}`);
  return '302';
}

function sendMessage(response: Response, status: number, message: string): Ending {
  response.status(status).json({ message });
  return String(status);
}
