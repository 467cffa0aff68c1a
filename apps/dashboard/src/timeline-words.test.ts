import { TimelineEvent } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

/** The page's own script: it is checked by tsconfig.public.json. */
type Words = { sentence: (entry: { at: string; event: TimelineEvent } & Record<string, unknown>) => string };
const { sentence } = (await import(new URL('public/timeline-words.js', import.meta.url).href)) as Words;

const at = '2026-11-21T12:00:00.000Z';

test('a paid call is named by what it is', () => {
  expect(sentence({ at, event: 'submitting', call: 'generate' })).toBe('Sends the generation to Getty');
  expect(sentence({ at, event: 'submitting', call: 'start_download' })).toBe('Sends the download to Getty');
});

test.each(TimelineEvent.options)('%s has a sentence of its own', (event) => {
  expect(sentence({ at, event })).not.toMatch(/_|undefined/);
});
