import { hashText } from '../random.ts';
import { ASPECT_RATIOS } from '../requests/fields.ts';
import type { GenerationRequest } from '../requests/generation-request.ts';
import type { Operation } from '../requests/operation.ts';
import { keyOf, type Look, type Picture, type PictureSource } from './picture.ts';

/** The pictures that an operation makes of a source: they look like it, as far as the operation keeps it. */
export function derivePicture(operation: Operation, request: GenerationRequest, source: Picture): PictureSource {
  const key = keyOf([
    operation,
    nameOf(source),
    request.prompt ?? null,
    request.background_color ?? null,
    request.mask_url ?? null,
    sidesOf(request),
  ]);
  const keepsColors = operation !== 'influence_composition';
  const keepsComposition = operation !== 'influence_color';
  const changed = changedLook(operation, request, source);
  return {
    key,
    aspectRatio: operation === 'extend' ? extendedRatio(source, request) : (request.aspect_ratio ?? source.aspectRatio),
    mediaType: request.media_type ?? source.mediaType,
    mood: request.mood ?? source.mood,
    look: {
      ...(keepsColors && { palette: source.look?.palette ?? nameOf(source) }),
      kind: keepsComposition ? (source.look?.kind ?? nameOf(source)) : `${key}-0`,
      ground: 'scene',
      ...changed,
    },
  };
}

/** The parts that an operation leaves as they are in the source, or replaces. */
function changedLook(operation: Operation, request: GenerationRequest, source: Picture): Partial<Look> {
  const same = { composition: source.look?.composition ?? nameOf(source) };
  const ground = source.look?.ground ?? 'scene';
  switch (operation) {
    case 'background_removal':
      return { ...same, ground: 'checker' };
    case 'background_replacement':
      return { ...same, ground: request.background_color ? colorOf(request.background_color) : groundOf(request) };
    case 'background_generation':
      return { ...same, ground: groundOf(request) };
    case 'influence_composition':
      return same;
    case 'influence_color':
      return {};
    default:
      return { ground };
  }
}

function nameOf({ key, index }: Picture): string {
  return `${key}-${index}`;
}

/** A colour of six hexadecimal digits; another notation gives one that always is the same for it. */
function colorOf(text: string): string {
  return /^#?([0-9a-f]{6})$/i.exec(text)?.[1]?.toLowerCase() ?? groundOf({ prompt: text });
}

/** The colour that stands for the background of a prompt. */
function groundOf({ prompt }: Pick<GenerationRequest, 'prompt'>): string {
  return (hashText(prompt ?? '') & 0xffffff).toString(16).padStart(6, '0');
}

function sidesOf(request: GenerationRequest) {
  const { left_percentage: left, right_percentage: right, top_percentage: top, bottom_percentage: bottom } = request;
  return [left ?? 0, right ?? 0, top ?? 0, bottom ?? 0] as const;
}

function share(ratio: string): number {
  const [across = 1, down = 1] = ratio.split(':').map(Number);
  return across / down;
}

/** The ratio nearest to the extended frame. */
function extendedRatio({ aspectRatio }: Picture, request: GenerationRequest): Picture['aspectRatio'] {
  const [left, right, top, bottom] = sidesOf(request);
  const wanted = Math.log((share(aspectRatio) * (100 + left + right)) / (100 + top + bottom));
  const distance = (ratio: string) => Math.abs(Math.log(share(ratio)) - wanted);
  return ASPECT_RATIOS.toSorted((a, b) => distance(a) - distance(b))[0]!;
}
