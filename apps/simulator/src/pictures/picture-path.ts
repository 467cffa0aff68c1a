import { LONGEST_SIDES, PictureSource, type Picture, type PictureSize } from './picture.ts';

/** The path of a picture. It contains the whole input, so the URL still works after a restart of the simulator. */
export function pathOf(picture: Picture, size: PictureSize): string {
  const { mediaType, mood, aspectRatio, key, index, look } = picture;
  const from = look ? `${look.palette ?? 'own'}_${look.kind}_${look.composition ?? 'own'}_${look.ground}/` : '';
  return `/files/${mediaType}/${mood}/${aspectRatio.replace(':', 'x')}/${from}${key}-${index}/${size}.jpg`;
}

/** Reads a path of {@link pathOf}; undefined if it names no picture. */
export function readPath(path: string): { picture: Picture; size: PictureSize } | undefined {
  const [, mediaType, mood, ratio, from, key, index, size] =
    /^\/files\/(\w+)\/(\w+)\/(\d+x\d+)\/(?:([\w-]+)\/)?([0-9a-f]{12})-([0-3])\/(\w+)\.jpg$/.exec(path) ?? [];
  const source = PictureSource.safeParse({
    key,
    mediaType,
    mood,
    aspectRatio: ratio?.replace('x', ':'),
    ...(from !== undefined && { look: readLook(from) }),
  });
  if (!source.success || !(size !== undefined && size in LONGEST_SIDES)) return undefined;
  return { picture: { ...source.data, index: Number(index) }, size: size as PictureSize };
}

function readLook(text: string): unknown {
  const [palette, kind, composition, ground] = text.split('_');
  const named = { ...(palette !== 'own' && { palette }), ...(composition !== 'own' && { composition }) };
  return { kind, ground, ...named };
}
