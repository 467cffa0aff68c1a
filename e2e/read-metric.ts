import type { AppProcess } from '@darkroom/testkit';

/** What a process says of one figure, the first that bears the label: `tenant="acme"`. NaN where it says nothing. */
export async function readMetric({ url }: AppProcess, metric: string, label = ''): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  const isOf = (line: string) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `);
  return Number(
    metrics
      .split('\n')
      .find((line) => isOf(line) && line.includes(label))
      ?.split(' ')
      .at(-1),
  );
}
