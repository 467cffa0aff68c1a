import { countStatuses, PROMISES } from './count.ts';
import type { StormProgress, StormReport } from './storm.ts';

/** Of each promise that broke, so many cases are named. */
const EXAMPLES = 5;
const WIDTH = 40;

/** `12/50 kills · 480/2000 accepted · 61 under way · 512 webhooks` */
export function progressLine(progress: StormProgress, { jobs, kills }: { jobs: number; kills: number }): string {
  const { killed, accepted, unsettled, webhooks } = progress;
  return `${killed.length}/${kills} kills · ${accepted}/${jobs} accepted · ${Number.isNaN(unsettled) ? '?' : unsettled} under way · ${webhooks} webhooks`;
}

export function isBroken({ broken }: StormReport): boolean {
  return Object.values(broken).some((cases) => cases.length > 0);
}

/** The summary: what happened, then each promise with what broke it. */
export function reportTable(report: StormReport): string {
  const { jobs, ledger, webhooks } = report.evidence;
  const kills = [...Map.groupBy(report.killed, (victim) => victim)].map(([victim, times]) => `${victim} ${times.length}`);
  const unanswered = [...ledger.generations, ...ledger.downloads].filter(({ answered }) => answered !== 'ok').length;
  const held = jobs.filter(({ status }) => status === 'held').length;
  const facts: [string, string][] = [
    ['seed', `${report.seed}`],
    ['took', `${Math.round(report.tookMs / 1_000)} s`],
    ['submitted', `${report.jobs}, each twice`],
    ['killed', kills.join(' · ') || 'none'],
    [
      'jobs',
      `${jobs.length}: ${countStatuses(jobs)
        .map(([status, count]) => `${count} ${status}`)
        .join(' · ')}`,
    ],
    ['paid at Getty', `${ledger.generations.length} generations · ${ledger.downloads.length} downloads`],
    ['taken by Getty, answer lost', `${unanswered}`],
    ['held, and not at Getty', `${held - report.broken.wronglyHeld.length}`],
    ['packed', `${report.evidence.afterEnd?.view.packed ?? 0}`],
    ['webhooks', `${webhooks.length} came, ${webhooks.filter(({ taken }) => taken).length} of them taken`],
  ];
  const promises = (Object.keys(PROMISES) as (keyof typeof PROMISES)[]).flatMap((name) => {
    const cases = report.broken[name];
    const examples = cases.slice(0, EXAMPLES).map((example) => `    ${example}`);
    return [row(PROMISES[name], `${cases.length}${cases.length > 0 ? '  BROKEN' : ''}`), ...examples];
  });
  const suspects = report.suspects.flatMap((job) => ['', job.id, ...(job.timeline ?? []).map((entry) => `  ${JSON.stringify(entry)}`)]);
  return [...facts.map(([name, value]) => row(name, value)), '', ...promises, ...suspects, ''].join('\n');
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(WIDTH)}${value}`;
}
