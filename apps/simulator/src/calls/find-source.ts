import { Refused } from '../behaviour/refusals.ts';
import { keyOf, type Picture } from '../pictures/picture.ts';
import type { Category } from '../requests/file-request.ts';
import type { GenerationRequest, Source } from '../requests/generation-request.ts';
import type { Operation } from '../requests/operation.ts';
import type { Incoming, World } from '../world.ts';
import { checkRetention, findImageOf, isPending } from './find-generation.ts';

export type FoundSource = { source: Source; picture: Picture };

type ImageOfGeneration = { generation_request_id: string; index: number };

/** The form of the ids that Getty gives to generated assets. Any other id may be one of Getty's assets. */
const GENERATED_ASSET_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Finds what an operation works on; undefined for a generation from text. @throws Refused 404 if there is no such image, also while it is
 * pending or if it is blocked; 410 after its retention; 400 for a file of the wrong category
 */
export function findSource(
  world: World,
  incoming: Incoming,
  { operation, request }: { operation: Operation; request: GenerationRequest },
): FoundSource | undefined {
  if (operation === 'generate') return undefined;
  if (operation === 'variation') return ofGeneration(world, { generation_request_id: incoming.id, index: incoming.index });
  const { reference_generation: generation, reference_asset_id: asset, reference_file_registration_id: file } = request;
  if (generation) return ofGeneration(world, generation as ImageOfGeneration);
  if (asset) return ofAsset(world, asset as string);
  return ofFile(world, file as string, operation === 'background_generation' ? 'CustomerProduct' : 'ImageReference');
}

/** Checks that a background that is given exists. @throws Refused as {@link findSource} */
export function checkBackground(world: World, request: GenerationRequest): void {
  const { background_reference_generation: generation, background_asset_id: asset, background_file_registration_id: file } = request;
  if (generation) ofGeneration(world, generation as ImageOfGeneration);
  if (asset) ofAsset(world, asset as string);
  if (file) ofFile(world, file as string, undefined);
}

function ofGeneration(world: World, source: ImageOfGeneration): FoundSource {
  const { picture } = findImageOf(world, source.generation_request_id, source.index);
  return { source, picture: { ...picture, index: source.index } };
}

/** An asset that was downloaded here, or any of Getty's own. */
function ofAsset(world: World, asset_id: string): FoundSource {
  const source = { asset_id };
  const download = world.effects.downloads.get(asset_id);
  if (!download && GENERATED_ASSET_ID.test(asset_id)) throw new Refused('404', 'The reference image was not found.');
  if (!download) return { source, picture: pictureOfFile(asset_id) };
  if (isPending(world, download)) throw new Refused('404', 'The reference image was not found.');
  checkRetention(world, download);
  return { source, picture: { ...download.generation.picture, index: download.index } };
}

function ofFile(world: World, file_id: string, category: Category | undefined): FoundSource {
  const file = world.effects.files.byId.get(file_id);
  if (!file) throw new Refused('404', 'The registered file was not found.');
  if (category && file.request.category !== category) throw new Refused('400', `The registered file must be a ${category}.`);
  return { source: { file_id }, picture: pictureOfFile(file.request.url) };
}

/** What stands for a picture that the simulator does not have. */
export function pictureOfFile(name: string): Picture {
  return { key: keyOf(name), index: 0, aspectRatio: '1:1', mediaType: 'photography', mood: 'natural' };
}
