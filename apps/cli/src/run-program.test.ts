import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { EXIT } from './exit-codes.ts';
import { fakeApi as api } from './test/fake-api.ts';
import { run, KEY } from './test/run.ts';

const COMMANDS = `
  generate download redownload sizes batches enhance upload files
  jobs job watch change cancel retry delete held resolve
  events endpoints listen webhook-secret
  usage budgets reconciliations products keys audit completion`
  .trim()
  .split(/\s+/);
/** Commands of commands. */
const INNER = [
  ...['list', 'submit', 'show', 'cancel', 'retry'].map((name) => ['batches', name]),
  ...['list', 'add', 'change', 'test', 'rotate', 'enable', 'disable', 'recover', 'remove', 'deliveries', 'delivery', 'redeliver'].map(
    (name) => ['endpoints', name],
  ),
  ...['list', 'set', 'delete'].map((name) => ['budgets', name]),
  ...['list', 'create', 'change', 'revoke'].map((name) => ['keys', name]),
  ...['list', 'register', 'show', 'delete'].map((name) => ['files', name]),
  ...['list', 'begin', 'show'].map((name) => ['reconciliations', name]),
  ...['show', 'rotate'].map((name) => ['webhook-secret', name]),
  ...['list', 'show'].map((name) => ['events', name]),
];
const JOB = {
  id: 'job_1',
  object: 'job',
  type: 'generation',
  status: 'succeeded',
  reason: null,
  operation: 'generate',
  request: { prompt: 'a fox\u001b[2J' },
  getty: { generation_request_id: 'g-1', index: null },
  billing: { state: 'charged', because: 'getty_accepted' },
  result: {
    images: [
      { index: 0, is_blocked: false, preview_urls: [], url: null },
      { index: 1, is_blocked: true, preview_urls: [], url: null },
    ],
  },
  error: null,
  attempts: 1,
  downloads: [],
  timeline: [{ at: '2026-11-22T12:00:00.000Z', event: 'accepted' }],
  created_at: '2026-11-22T12:00:00.000Z',
};
const DRY_RUN = {
  object: 'dry_run',
  would: 'accept',
  units: { generations: 1, 'downloads.4k': 4 },
  cost: '6.12',
  currency: 'USD',
  budgets: [],
};

describe('help', () => {
  test.each([[], ...COMMANDS.map((name) => [name]), ...INNER].map((path) => ({ path })))(
    'of $path fits 80 columns and needs no settings',
    async ({ path }) => {
      const { code, stdout } = await run([...path, '--help'], { env: { DARKROOM_API_KEY: KEY } });
      expect(code).toBe(EXIT.done);
      expect(stdout).toContain(`Usage: darkroom${path.map((name) => ` ${name}`).join('')}`);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );

  test('names every command and every exit code', async () => {
    const { stdout } = await run(['--help']);
    for (const name of COMMANDS) expect(stdout).toContain(`  ${name} `);
    for (const code of Object.values(EXIT)) expect(stdout).toMatch(new RegExp(`^ +${code}  `, 'm'));
  });
});

describe('arguments and settings that are wrong end with 2, and nothing is sent', () => {
  test.each([
    [['jobs', '--limit', 'x'], 'whole number'],
    [['dance'], 'unknown command'],
    [['generate', 'a fox', '--images', 'first'], 'all, or numbers'],
    [['generate'], 'The prompt is missing'],
    [['resolve', 'job_1', 'forget'], 'Allowed choices are adopt, retry, fail'],
    [['listen', '--forward-to', 'localhost:3000'], 'must be an http://'],
    [['jobs', '--url', 'nowhere'], 'must be an http://'],
    [['jobs', '--url', ''], 'Set DARKROOM_URL'],
    [['jobs', '--limit', '0'], '1 or more'],
    [['keys', 'dance'], 'too many arguments'],
  ])('%j', async (args, message) => {
    await using server = await api({});
    const { code, stderr } = await run(args, server);
    expect([code, stderr]).toEqual([EXIT.usage, expect.stringContaining(message)]);
    expect(server.asked).toEqual([]);
  });
});

test('with --json they are JSON too', async () => {
  for (const [args, detail] of [
    [['dance', '--json'], "unknown command 'dance'"],
    [['jobs', '--json', '--limit', 'x'], 'whole number'],
    [['--json'], 'A command is missing.'],
    [['cancel', '--json'], 'Which jobs?'],
  ] as const) {
    const { code, stdout, stderr } = await run([...args]);
    expect([code, stdout]).toEqual([EXIT.usage, '']);
    expect(JSON.parse(stderr)).toEqual({ error: { code: null, detail: expect.stringContaining(detail) }, exit_code: EXIT.usage });
  }
});

test('generate says the price, saves the pictures, and prints their paths', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-cli-'));
  await using server = await api({
    'POST /v1/generations': (body: string) => (body.includes('dry_run') ? DRY_RUN : JOB),
    'GET /v1/jobs/job_1': JOB,
    'GET /v1/jobs/job_1/images/0': Buffer.from('a jpeg'),
  });
  const { code, stdout, stderr } = await run(['generate', 'a fox', '--out', folder, '--metadata', 'order=1', '--seed', '7'], server);
  expect([code, stdout]).toEqual([EXIT.done, `${folder}/job_1-0.jpg\n`]);
  expect(stderr).toContain('At most 1 generation, 4 downloads.4k: USD 6.12.');
  expect(await readdir(folder)).toEqual(['job_1-0.jpg']);
  const [tried, submitted] = server.asked;
  expect(JSON.parse(tried!.body)).toEqual({ prompt: 'a fox', metadata: { order: '1' }, seed: 7, dry_run: true });
  expect(JSON.parse(submitted!.body)).toEqual({ prompt: 'a fox', metadata: { order: '1' }, seed: 7 });

  const json = await run(['--json', 'generate', 'a fox', '--out', folder], server);
  expect(JSON.parse(json.stdout)).toMatchObject({ job: { id: 'job_1' }, downloads: [], files: [{ bytes: 6, type: 'image/jpeg' }] });
  await rm(folder, { recursive: true });
});

test.each([
  ['failed', EXIT.notSucceeded],
  ['held', EXIT.held],
])('a job that is %s ends with %d', async (status, code) => {
  await using server = await api({ 'GET /v1/jobs/job_1': { ...JOB, status, result: null } });
  expect((await run(['job', 'job_1', '--wait'], server)).code).toBe(code);
});

test('the timeline of a job says in plain words what failed; with --json it is as the API has it', async () => {
  const entry = { at: '2026-11-22T12:00:01.000Z', event: 'outcome_unknown', error: 'UnknownOutcomeError', status: 500 };
  await using server = await api({ 'GET /v1/jobs/job_1': { ...JOB, metadata: null, timeline: [entry] } });
  const { stdout } = await run(['job', 'job_1'], server);
  expect(stdout).toContain('outcome_unknown  error="whether Getty accepted it is unknown" status=500\n');
  expect(JSON.parse((await run(['job', 'job_1', '--json'], server)).stdout)).toMatchObject({ timeline: [entry] });
});

test('what the API refuses is shown with its code, its fields and the id of the request', async () => {
  const refused = {
    status: 422,
    code: 'invalid_request',
    detail: 'The request is not valid.',
    request_id: 'req_9',
    retryable: false,
    errors: [{ pointer: '/mood', detail: 'is unknown' }],
  };
  await using server = await api({ 'POST /v1/generations': refused });
  const { code, stderr } = await run(['generate', 'a fox', '--mood', 'odd'], server);
  expect([code, stderr]).toEqual([EXIT.refused, 'Error: The request is not valid. (invalid_request)\n  /mood is unknown [req_9]\n']);
  expect((await run(['job', 'job_2'], server)).code).toBe(EXIT.refused);
  const json = await run(['job', 'job_2', '--json'], server);
  expect([json.stdout, JSON.parse(json.stderr)]).toEqual([
    '',
    { error: expect.objectContaining({ code: 'not_found', status: 404 }), exit_code: EXIT.refused },
  ]);
});

test('lists are tables for people, without what a terminal would obey, and a JSON value a line for programs', async () => {
  await using server = await api({ 'GET /v1/jobs': { data: [JOB, JOB], next_cursor: null } });
  const { stdout } = await run(['jobs', '--status', 'failed,held', '--since', '1h'], server);
  expect(stdout.split('\n')[1]).toBe('job_1  succeeded  charged  generate  a fox\uFFFD[2J');
  expect(server.asked[0]!.call).toBe('GET /v1/jobs?status=failed%2Cheld&created_after=2026-11-22T12%3A00%3A00.000Z&limit=25');
  const wide = {
    ...JOB,
    status: 'queued',
    reason: 'getty_away',
    operation: 'background_replacement',
    billing: { state: 'may_be_charged', because: '' },
  };
  await using long = await api({ 'GET /v1/jobs': { data: [{ ...wide, request: { prompt: 'long '.repeat(40) } }], next_cursor: null } });
  const narrow = await run(['jobs'], { ...long, terminal: '' });
  expect(Math.max(...narrow.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  const json = await run(['jobs', '--json'], server);
  expect(
    json.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toEqual([JOB, JOB]);
});

test('colours are for terminals, and not with NO_COLOR', async () => {
  const event = { id: 'evt_1-0', type: 'generation.succeeded', timestamp: '2026-11-22T12:00:00.000Z', data: JOB };
  await using server = await api({ 'GET /v1/jobs/job_1/events': `id: evt_1-0\ndata: ${JSON.stringify(event)}\n\n` });
  const watch = (world: object) => run(['watch', 'job_1'], { ...server, ...world });
  expect((await watch({ terminal: '' })).stdout).toContain('\u001b[32mgeneration.succeeded\u001b[0m');
  expect((await watch({ terminal: '', env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b');
  expect((await watch({})).stdout).toBe('12:00:00  generation.succeeded  job_1  succeeded; charged  evt_1-0\n');
});
