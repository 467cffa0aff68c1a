import { EXIT, Exit } from '../../exit-codes.ts';

/** Reads the jobs of a batch: a JSON list, an object with `jobs`, or a JSON object a line. @throws Exit usage that names the line */
export function readItems(content: string): { jobs: unknown[] } {
  const whole = parse(content);
  if (Array.isArray(whole)) return { jobs: whole };
  if (isObject(whole) && Array.isArray(whole['jobs'])) return whole as { jobs: unknown[] };
  const lines = content.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [{ line, number: at + 1 }]));
  const jobs = lines.map(({ line, number }) => {
    const job = parse(line);
    if (!isObject(job))
      throw new Exit(EXIT.usage, `Line ${number} is no JSON object. Give a JSON list, {"jobs": […]}, or an object a line.`);
    return job;
  });
  if (jobs.length === 0) throw new Exit(EXIT.usage, 'There are no jobs in the file.');
  return { jobs };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not in this form
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
