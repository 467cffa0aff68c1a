import { Gauge, singleFlight, type Registry } from '@darkroom/runtime';

/** A scrape must not hang when Redis is away. */
const READ_WITHIN_MS = 1_000;

/** Makes a gauge that is set from what one reading has found. */
export type MakeGauge<Found> = (name: string, help: string, set: (gauge: Gauge, found: Found) => void, labelNames?: string[]) => void;

/** Gauges that share one reading a scrape. While Redis is away, or nothing was found, the last values stay. */
export function readGauges<Found extends object>(registers: Registry[], reading: () => Promise<Found | null>): MakeGauge<Found> {
  const read = singleFlight(() => withinTime(reading()));
  return (name, help, set, labelNames = []) =>
    void new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        const found = await read();
        if (found) set(this, found);
      },
    });
}

async function withinTime<T>(reading: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), READ_WITHIN_MS).unref();
  });
  return Promise.race([reading, late]);
}
