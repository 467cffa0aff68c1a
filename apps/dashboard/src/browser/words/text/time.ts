/** How long something took: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". */
export function duration(ms: number): string {
  if (ms < 50) return '0 s';
  if (ms < 950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return minutes < 2_880 ? joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min') : `${Math.round(minutes / 1_440)} days`;
}

/** How long one call took, which may be a few milliseconds: "7 ms", "12 s". */
export function callTime(ms: number): string {
  return ms < 950 ? `${Math.round(ms)} ms` : duration(ms);
}

/** How far an instant is from `now`: "just now", "3 min ago", "in 2 h". */
export function relative(instant: string, now: number): string {
  const ms = now - Date.parse(instant);
  if (ms < -1_500) return `in ${coarse(-ms)}`;
  return ms < 5_000 ? 'just now' : `${coarse(ms)} ago`;
}

/** Date and time as the reader's own country writes them, with the reader's time zone. */
export function absolute(instant: string): string {
  return new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
}

/** The day of an instant, as the reader's own country writes it. */
export function shortDate(instant: string): string {
  return new Date(instant).toLocaleDateString(undefined, { dateStyle: 'medium' });
}

/** The time of day: "14:05". */
export function clockTime(ms: number): string {
  return new Date(ms).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

function coarse(ms: number): string {
  if (ms < 60_000) return `${Math.floor(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.floor(ms / 3_600_000)} h`;
  return `${Math.floor(ms / 86_400_000)} days`;
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
