import { describe, expect, test } from '@jest/globals';
import type { JobId } from '@darkroom/contracts';
import { waitFor } from '@darkroom/testkit';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';

const PRICES = { DARKROOM_PRICES: '{"currency":"USD","generation":"0.12","download.4k":"1.50"}' };

type World = Awaited<ReturnType<typeof dashboardWorld>>;

const reaches = (world: World, id: JobId, expected: object) =>
  waitFor(
    async () => {
      const record = await world.store.jobs.get(id);
      return record !== null && Object.entries(expected).every(([name, value]) => record[name as keyof typeof record] === value);
    },
    { what: `${id} to have ${JSON.stringify(expected)}` },
  );

describe('on the page of a job, a person', () => {
  test('changes, cancels, runs again and deletes it, each with a note in the audit', async () => {
    await using world = await dashboardWorld({ environment: PRICES });
    const id = (await world.submit('/v1/generations', { prompt: 'a lighthouse' })) as JobId;
    await using browser = await openPage(world, `/jobs/${id}`);
    const { page, dialog } = browser;
    await page.getByText('What happens next').waitFor();

    await page.getByRole('button', { name: 'Change…' }).click();
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await dialog.getByText('Nothing is different yet.').waitFor();
    await dialog.getByLabel(/^Priority/).fill('7');
    await dialog.getByLabel('Note').fill('It is urgent');
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await page.getByText('It is changed.').first().waitFor();
    expect((await world.store.jobs.get(id))?.spec.request.priority).toBe(7);

    await page.getByRole('button', { name: 'Cancel…' }).click();
    await dialog.getByText('nothing is paid for it').waitFor();
    await dialog.getByRole('button', { name: 'Cancel the generation' }).click();
    await reaches(world, id, { status: 'canceled' });

    await page.getByRole('button', { name: 'Run again…' }).click();
    await dialog.getByText('Nothing was paid so far; it is sent to Getty anew. It costs $0.12.').waitFor();
    await dialog.getByLabel('Note').fill('The customer is back');
    await dialog.getByRole('button', { name: 'Run again' }).click();
    await reaches(world, id, { status: 'queued', run: 2 });
    await page.getByRole('heading', { name: 'Run 2' }).waitFor();

    await world.store.jobs.cancel(id, 'generation');
    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog.getByRole('button', { name: 'Delete the generation' }).click();
    await page.waitForURL(({ pathname }) => pathname === '/jobs');
    expect(await world.store.jobs.get(id)).toBeNull();
    const { records } = await world.store.audit.list({ tenant: 'acme', limit: 10 });
    const notes = records.filter(({ actor }) => actor?.type === 'person').map(({ action, note }) => [action, note]);
    expect(notes).toEqual(
      expect.arrayContaining([
        ['job.change', 'It is urgent'],
        ['job.cancel', null],
        ['job.retry', 'The customer is back'],
        ['job.remove', null],
      ]),
    );
    expect(browser.complaints).toEqual([]);
  });

  test('hears before a job runs again whether that is free, or paid again', async () => {
    await using world = await dashboardWorld({ environment: PRICES });
    const accepted = async (error: { code: 'given_up' | 'gone'; message: string }) => {
      const id = (await world.submit('/v1/generations', { prompt: 'a fox' })) as JobId;
      await world.drive.wait(id);
      await world.drive.end(id, { status: 'failed', set: { error: { ...error, getty: null } } });
      return id;
    };
    const free = await accepted({ code: 'given_up', message: 'It took too long.' });
    const lost = await accepted({ code: 'gone', message: 'Getty does not have it any more.' });
    await using browser = await openPage(world, `/jobs/${free}`);
    const { page, dialog } = browser;
    await page.getByRole('button', { name: 'Run again…' }).click();
    await dialog.getByText('It costs nothing').waitFor();
    await dialog.getByRole('button', { name: 'Run again' }).click();
    await reaches(world, free, { run: 2 });

    await browser.goTo(`/jobs/${lost}`);
    await page.getByRole('button', { name: 'Run again…' }).click();
    await dialog.getByText('It is paid again. It costs $0.12.').waitFor();
    await dialog.getByRole('button', { name: 'Pay and run again' }).click(); // not ticked: the browser says so
    await dialog.getByLabel('Pay for it again').check();
    expect(await world.store.jobs.get(lost)).toMatchObject({ run: 1 });
    await dialog.getByRole('button', { name: 'Pay and run again' }).click();
    await reaches(world, lost, { run: 2, status: 'queued' });
    expect(browser.complaints).toEqual([]);
  });

  test('unfolds a webhook to its tries and its body, and sends it again; look-ups are one line', async () => {
    await using world = await dashboardWorld();
    const { drive, store } = world;
    const id = await drive.accept({ request: { prompt: `a fox${' in the snow'.repeat(60)}` } });
    await drive.submit(id);
    for (let count = 0; count < 19; count += 1) {
      const pass = await drive.begin(id);
      const timeline = { at: new Date(Date.now() + count).toISOString(), event: 'looked_up', found: false } as const;
      await store.passes.advance(pass, { timeline, dueAt: Date.now() + 60_000 });
    }
    const hook = { event: '1-1', type: 'generation.held', tenant: 'acme', about: 'job', subject: id } as const;
    const receivers = [{ url: 'https://hooks.example/in?token=x7secret', endpointId: null }];
    await store.deliveries.open({ ...hook, body: '{"data":"<b>bold</b>"}', receivers });
    const [delivery] = await store.deliveries.ofJob(id);
    const at = new Date().toISOString();
    const attempt = { at, attempt: 1, status: 500, duration_ms: 12, error: 'answered 500', response: 'out of order' };
    const outcome = { attempt, timeline: { at, event: 'webhook' }, url: delivery!.url, disableAfterMs: 1e9 } as const;
    await store.deliveries.settle(delivery!, { status: 'failed', ...outcome });
    await using browser = await openPage(world, `/jobs/${id}`);
    const { page } = browser;
    await page.getByText('no answer, looking for the call at Getty').waitFor();
    await page.getByText('19 look-ups at Getty: not there').click();
    await page.getByText('Looked at Getty: not there').nth(18).waitFor();
    expect((await page.getByRole('heading', { level: 1 }).innerText()).length).toBeLessThan(130);

    await page.getByText('Tries and body').click();
    await page.locator('.delivery-text', { hasText: '<b>bold</b>' }).waitFor();
    await page.getByText('The receiver answered 500: it failed itself.').waitFor();
    await page.getByText('answered 500', { exact: true }).waitFor();
    await page.getByText('out of order').waitFor();
    await page.getByRole('button', { name: 'Send again…' }).click();
    const { dialog } = browser;
    await dialog.getByLabel('Note').fill('The receiver was away');
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('The webhook is sent again.').first().waitFor();
    const [entry] = (await store.audit.list({ tenant: 'acme', limit: 1 })).records;
    expect(entry).toMatchObject({ action: 'delivery.redeliver', note: 'The receiver was away' });
    expect(await page.content()).not.toContain('x7secret');
    expect(browser.complaints).toEqual([]);
  });

  test('says on the page why a file does not open, and copies the submission where there is no clipboard', async () => {
    await using world = await dashboardWorld({ environment: { DASHBOARD_API_URL: 'https://api.example' } });
    const { drive } = world;
    const parent = await drive.accept();
    await drive.wait(parent);
    await drive.succeed(parent);
    const request = { job_id: parent, generation_request_id: `g-${parent.slice(-6)}`, index: 1, size_name: '4k' };
    const id = await drive.accept({ type: 'download', parentId: parent, request });
    await using browser = await openPage(world, '/account');
    const { page } = browser;
    await page.addInitScript(`Object.defineProperty(navigator, 'clipboard', { value: undefined });
      addEventListener('copy', () => (window.copied = document.activeElement.value));`);
    await browser.goTo(`/jobs/${id}/file`);
    await page.waitForURL(({ pathname, search }) => pathname === `/jobs/${id}` && search === '?file=not_ready');
    await page.getByRole('alert').filter({ hasText: 'The file is not there yet.' }).waitFor();
    await page.getByRole('heading', { name: 'Download of image 1, 4k' }).waitFor();
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    const copied = await waitFor(() => page.evaluate<string | undefined>('window.copied'), { what: 'the submission to be copied' });
    expect(copied).toContain('https://api.example/v1/');
    await page.getByText('Request', { exact: true }).click();
    expect(browser.complaints).toEqual([]);
  });
});
