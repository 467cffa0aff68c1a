import type { JobStatus } from '@darkroom/contracts';
import { html, type TemplateResult } from 'lit-html';

import { statusWord } from '../../words/job/job.ts';
import { glyph } from './glyph.ts';

/** A status as shape and word; `word` where the status stands for something else. */
export function stateWord(status: JobStatus, word = statusWord(status)): TemplateResult {
  return html`<span class="state-word">${glyph(status)}${word}</span>`;
}
