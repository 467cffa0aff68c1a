import type { FoundPicture } from './find-picture.ts';

type Missing = Extract<FoundPicture, { missing: string }>['missing'];

const WORDS: Record<Missing, string> = {
  unknown_job: 'No such picture',
  not_yet: 'Not there yet',
  blocked: 'Blocked by Getty',
  run_out: 'Link has run out',
};

/** A calm frame with a few words. It has the dark ground of a film in both schemes, as the frames around it do. */
export function placeholder(missing: Missing): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" role="img" aria-label="${WORDS[missing]}">
<rect width="320" height="240" fill="#37332d"/>
<text x="160" y="126" text-anchor="middle" font-family="system-ui, sans-serif" font-size="19" fill="#cfc6b8">${WORDS[missing]}</text>
</svg>`;
}
