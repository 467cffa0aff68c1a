import { describe, expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';
import type { JobId, SubmittedBatch } from '@darkroom/contracts';

import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';
import { barriers, fits } from '../test/look-at.ts';

async function worldWithBatch() {
  const world = await dashboardWorld({ environment: { DARKROOM_PRICES: '{"currency":"USD","generation":"0.12"}' } });
  const submit = async (jobs: object[], metadata?: object): Promise<SubmittedBatch> => {
    const headers = { authorization: BASIC, 'content-type': 'application/json', 'darkroom-tenant': 'acme' };
    const body = JSON.stringify({ jobs, ...(metadata && { metadata }) });
    return (await (await fetch(`${world.url}/v1/batches`, { method: 'POST', headers, body })).json()) as SubmittedBatch;
  };
  return { ...world, submit };
}

function idOf(batch: SubmittedBatch, index: number): JobId {
  const item = batch.jobs[index]!;
  if ('error' in item) throw new Error(`Item ${index} was rejected`);
  return item.id;
}

function generation(prompt: string): object {
  return { type: 'generation', prompt };
}

describe('the page of batches', () => {
  test('shows how far they are, what was rejected and why, runs again what failed and cancels the rest', async () => {
    await using world = await worldWithBatch();
    const batch = await world.submit([generation('a fox'), generation('a heron'), generation('a bear'), { type: 'generation' }], {
      campaign: 'spring',
    });
    const [made, failed] = [idOf(batch, 0), idOf(batch, 1)];
    await world.drive.wait(made);
    await world.drive.succeed(made);
    await world.drive.begin(failed);
    const error = { code: 'getty_refused', message: 'Getty refused the prompt', getty: null } as const;
    await world.drive.end(failed, { status: 'failed', set: { error } });
    await using browser = await openPage(world, '/batches');
    const { page } = browser;
    await page.getByRole('img', { name: '1 queued, 1 succeeded, 1 failed' }).waitFor();
    await page.getByRole('link', { name: 'campaign: spring' }).click();
    await page.getByText('2 of 3 ended, 1 job rejected').waitFor();
    await page.waitForURL(({ searchParams }) => searchParams.get('batch') === batch.id);
    await page.getByRole('heading', { name: '1 job rejected' }).waitFor();
    await page.locator('.batch-errors', { hasText: 'prompt' }).waitFor();
    await page.locator(`tr[data-job="${made}"]`).waitFor();
    expect(await barriers(page)).toEqual([]);
    await fits(page);

    await page.getByRole('button', { name: 'Run again what failed…' }).click();
    const { dialog } = browser;
    await dialog.getByText('1 job of 1 would be run again.').waitFor();
    await dialog.getByRole('button', { name: 'Run 1 job' }).click();
    await page.getByText('1 job run again.').first().waitFor();
    expect(await world.store.jobs.get(failed)).toMatchObject({ run: 2 });

    await page.getByRole('button', { name: 'Cancel the rest…' }).click();
    await dialog.getByLabel('Note').fill('Wrong campaign');
    await dialog.getByRole('button', { name: 'Cancel the rest' }).click();
    await page.getByText('The rest of the batch is canceled.').first().waitFor();
    await page.getByText('3 of 3 ended').waitFor();
    expect(await world.store.jobs.get(made)).toMatchObject({ status: 'succeeded' });
    const { records } = await world.store.audit.list({ tenant: 'acme', limit: 10 });
    expect(records.some(({ action, note }) => action === 'batch.cancel' && note === 'Wrong campaign')).toBe(true);
    expect(browser.complaints).toEqual([]);
  });

  test('leads to older ones, and says where there is none', async () => {
    await using world = await worldWithBatch();
    await using browser = await openPage(world, '/batches', { width: 390, height: 844 });
    const { page } = browser;
    await page.getByText('There is no batch.').waitFor();
    const ids: string[] = [];
    for (let count = 0; count < 26; count += 1) ids.push((await world.submit([{ type: 'generation', prompt: `number ${count}` }])).id);
    await browser.goTo('/batches');
    await page.locator(`[data-batch="${ids.at(-1)}"]`).waitFor();
    await page.getByRole('link', { name: 'Older' }).click();
    await page.locator(`[data-batch="${ids[0]}"]`).waitFor();
    await waitFor(async () => (await page.locator('[data-batch]').count()) === 1, { what: 'the oldest batch alone' });
    await fits(page);
    await browser.goTo('/batches?batch=batch_00000000000000000000000000000000');
    await page.getByRole('alert').filter({ hasText: 'There is no batch' }).waitFor();
    expect(browser.complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });
});
