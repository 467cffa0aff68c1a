import type { SimulationReport } from './simulate.ts';

/** What did not hold, the story of it, and how to see it again. */
export function reportText({ seed, broken }: SimulationReport): string {
  const found = broken.map(({ invariant, says, story }) => [`\n${invariant}: ${says}`, ...story.map((line) => `    ${line}`)].join('\n'));
  return `${found.join('\n')}\n\nTo see it again: npm run simulate -- --seed ${seed}\n`;
}
