import type { JobStatus } from '@darkroom/contracts';
import { svg, type TemplateResult } from 'lit-html';

/** Each status has its own shape, so that colour is not needed to distinguish them. */
const SHAPES: Record<JobStatus, string> = {
  queued: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2Z',
  submitting: 'M8 13.6V2.8M3.4 7.2 8 2.6l4.6 4.6',
  waiting: 'M3.6 2.2h8.8M3.6 13.8h8.8M4.8 2.4c0 3.2 6.4 4 6.4 5.6s-6.4 2.4-6.4 5.6M11.2 2.4c0 3.2-6.4 4-6.4 5.6s6.4 2.4 6.4 5.6',
  succeeded: 'M2.6 8.6 6.4 12.4 13.4 4',
  failed: 'M3.4 3.4l9.2 9.2M12.6 3.4l-9.2 9.2',
  canceled: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2ZM4 12 12 4',
  expired: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2ZM8 4.8V8l2.2 1.8',
  held: 'M8 1.8 14.8 14H1.2ZM8 6.2v3.6M8 11.9v.1',
};

export function glyph(status: JobStatus): TemplateResult {
  return svg`<svg viewBox="0 0 16 16" class="glyph" aria-hidden="true"><path d=${SHAPES[status] ?? ''} /></svg>`;
}
