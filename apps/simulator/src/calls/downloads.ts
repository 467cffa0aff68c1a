import { drawMs } from '../behaviour/timing.ts';
import type { Download } from '../state/effect.ts';
import { dimensionsOf } from '../pictures/picture.ts';
import { Refused } from '../behaviour/refusals.ts';
import { DownloadRequest, RedownloadRequest, SIZE_NAMES } from '../requests/download-request.ts';
import { checkAccounting, readRequest } from '../requests/read-request.ts';
import type { Incoming, Outcome, World } from '../world.ts';
import { fileUrl } from '../files/file-url.ts';
import { checkRetention, findImage, isPending } from './find-generation.ts';

/** `GET …/images/{index}/download-sizes` */
export function listDownloadSizes(world: World, incoming: Incoming): Outcome {
  const { aspectRatio } = findImage(world, incoming).picture;
  const download_sizes = SIZE_NAMES.map((size_name) => {
    const { height, width } = dimensionsOf(aspectRatio, size_name);
    return { size_name, height, width };
  });
  return { status: 200, body: { download_sizes } };
}

/**
 * `PUT …/images/{index}/download`: each call starts and charges a new download, except 409 while one of that image is running. Whether
 * Getty charges the same size twice is not documented; the simulator assumes it does.
 */
export function startDownload(world: World, incoming: Incoming): Outcome {
  const request = readRequest(DownloadRequest, incoming.body);
  const settings = world.settings.current;
  checkAccounting(settings, request);
  const generation = findImage(world, incoming);
  const latest = generation.downloads.get(incoming.index);
  if (latest && isPending(world, latest)) throw new Refused('409', 'A download of this image is already in progress.');
  world.limits.takeDownload();

  const { behaviour, index, client } = incoming;
  const isInline = behaviour.inline ?? world.random() < settings.inline_downloads;
  const durationMs = isInline ? 0 : drawMs(behaviour.duration ?? settings.download_duration, world.random);
  const fileBytes = behaviour.file_bytes ?? settings.file_bytes;
  const download = world.effects.startDownload({ generation, index, request, fileBytes, client, durationMs });
  const { generated_asset_id } = download;
  world.logger.info(
    { generation_request_id: incoming.id, index, size_name: request.size_name, generated_asset_id, client, notes: request.notes },
    'effect.download',
  );
  const isAccepted = download.readyAt > download.at; // as for generations
  return { ...(isAccepted ? { status: 202 } : downloadOutcome(world, incoming, download)), effect: download };
}

/** `GET …/images/{index}/download`: the latest download of that image, in any size; the answer does not name the size. */
export function getDownload(world: World, incoming: Incoming): Outcome {
  const latest = findImage(world, incoming).downloads.get(incoming.index);
  if (!latest) throw new Refused('404');
  return downloadOutcome(world, incoming, latest);
}

/** `POST /ai/redownloads`: a finished download once more, under the same asset id. It stays possible when the generation is gone. */
export function redownload(world: World, incoming: Incoming): Outcome {
  const request = readRequest(RedownloadRequest, incoming.body);
  checkAccounting(world.settings.current, request);
  const download = world.effects.downloads.get(request.generated_asset_id);
  if (!download || isPending(world, download)) throw new Refused('404');
  checkRetention(world, download);
  world.limits.takeDownload();

  const { client } = incoming;
  const { generated_asset_id, size_name, notes } = request;
  world.logger.info({ generated_asset_id, size_name, client, notes }, 'effect.redownload');
  return {
    ...downloadOutcome(world, incoming, { ...download, request }),
    effect: world.effects.redownload({ download, request, client }),
  };
}

function downloadOutcome(world: World, { baseUrl }: Incoming, download: Download): Outcome {
  if (isPending(world, download)) return { status: 202 };
  const { generation, index, fileBytes, generated_asset_id } = download;
  const { generation_request_id } = generation;
  const picture = { ...generation.picture, index };
  return {
    status: 200,
    body: {
      url: fileUrl(world, baseUrl, { picture, size: download.request.size_name, of: generation_request_id, bytes: fileBytes }),
      generated_asset_id,
    },
  };
}
