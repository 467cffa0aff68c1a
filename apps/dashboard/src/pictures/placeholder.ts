import type { FoundPicture } from './find-picture.ts';

type Missing = Extract<FoundPicture, { missing: string }>['missing'];

const WORDS: Record<Missing, string> = {
  unknown_job: 'No such picture',
  not_yet: 'Not there yet',
  blocked: 'Blocked by Getty',
  run_out: 'Link has run out',
};

/** A calm grey frame with a few words, readable on light and dark. */
export function placeholder(missing: Missing): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" role="img" aria-label="${WORDS[missing]}">
<rect width="320" height="240" fill="#8a8378" fill-opacity=".16"/>
<text x="160" y="126" text-anchor="middle" font-family="system-ui, sans-serif" font-size="17" fill="#8a8378">${WORDS[missing]}</text>
</svg>`;
}
