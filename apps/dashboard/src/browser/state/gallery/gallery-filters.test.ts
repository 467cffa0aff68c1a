import { describe, expect, test } from '@jest/globals';

import { periods, readGalleryFilters } from './gallery-filters.ts';

describe('the filters of the gallery', () => {
  test('are sent as the API names them; the rest of the address is not', () => {
    const query = readGalleryFilters(new URLSearchParams('tenant=acme&q=fox&operation=refine&open=job_1.0&project_code='));
    expect(query.toString()).toBe('q=fox&operation=refine');
  });

  test('a day is from its midnight to the next, in the time of the reader', () => {
    const query = readGalleryFilters(new URLSearchParams('from=2026-11-21&to=2026-11-21'));
    const after = Date.parse(query.get('created_after') ?? '');
    const before = Date.parse(query.get('created_before') ?? '');
    expect(new Date(after + 1)).toEqual(new Date(2026, 10, 21));
    expect(new Date(before)).toEqual(new Date(2026, 10, 22));
  });

  test('what is no day is left out', () => {
    expect(readGalleryFilters(new URLSearchParams('from=yesterday&to=2026-1-1')).toString()).toBe('');
  });

  test('periods end today', () => {
    const now = new Date(2026, 2, 3, 15).getTime();
    expect(periods(now)).toContainEqual({ name: 'Last 7 days', from: '2026-02-25', to: '2026-03-03' });
    expect(periods(now)).toContainEqual({ name: 'Yesterday', from: '2026-03-02', to: '2026-03-02' });
  });
});
