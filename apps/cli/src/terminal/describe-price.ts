import type { DryRun } from '@darkroom/client';

/** `1 generation, 4 downloads.4k: USD 6.12`. */
export function describePrice({ units, cost, currency, would, budgets }: DryRun): string {
  const counts = Object.entries(units).map(
    ([unit, count]) => `${count} ${count === 1 ? unit.replace(/^(generation|download)s/, '$1') : unit}`,
  );
  const price = cost === null ? 'the price is not set' : `${currency ?? ''} ${cost}`.trim();
  const short = budgets.filter(({ fits }) => !fits).map(({ id, needs, left }) => `budget ${id} has ${left} left, and it needs ${needs}`);
  const then = { accept: '', wait: ' It would wait for the budget.', reject: ' It would be refused.' }[would];
  return `At most ${counts.join(', ')}: ${price}.${short.length > 0 ? ` ${short.join('; ')}.` : ''}${then}`;
}
