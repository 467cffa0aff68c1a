import { readFile } from 'node:fs/promises';

import { expect, test } from '@jest/globals';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';
import { barriers } from '../test/look-at.ts';

test('a reconciliation is started for the days that were named, and followed until its differences are there', async () => {
  await using world = await dashboardWorld();
  await using browser = await openPage(world, '/usage/reconciliation');
  const { page } = browser;
  await page.getByText('No comparison was made in the last 90 days.').waitFor();
  await page.getByRole('button', { name: 'Compare with Getty…' }).press('Enter');
  const { dialog } = browser;
  await dialog.getByLabel('First day').fill('2026-10-31');
  await dialog.getByLabel('Last day').fill('2026-10-01');
  await page.keyboard.press('Enter');
  await dialog.getByText('Last day (UTC) must be after from.').waitFor();
  await dialog.getByLabel('First day').fill('2026-10-01');
  await dialog.getByLabel('Last day').fill('2026-10-31');
  await dialog.getByRole('button', { name: 'Start' }).click();
  const open = page.locator('[data-reconciliation]');
  await open.getByText('October 2026').waitFor();
  await open.getByText('Waits for a worker.').waitFor();
  const {
    records: [record],
  } = await world.store.reconciliations.list({ tenant: null, limit: 10 });
  expect(record).toMatchObject({ tenant: null, from: Date.UTC(2026, 9, 1), to: Date.UTC(2026, 10, 1) });
  await page.waitForURL(({ searchParams }) => searchParams.get('id') === record!.id);
  await page.locator('tbody tr', { hasText: 'October 2026' }).getByText('Running').waitFor();

  const job = await world.drive.accept();
  const differences = [
    { kind: 'ours_only', generation_request_id: null, job_id: job, fields: [], cost: '0.12' },
    { kind: 'getty_only', generation_request_id: '=g-1', job_id: null, fields: [], cost: null },
  ].map((difference) => JSON.stringify(difference));
  const work = world.store.reconciliationWork;
  // The first that is due may be the daily one.
  for (let taken = await work.take('test'); taken; taken = await work.take('test')) {
    const view = { id: taken.record.id, add: { matched: 90, ours_only: 1, getty_only: 1 }, differences };
    const stepped = await work.step(taken, { set: { scope: 'company' }, work: {}, views: [view] });
    await work.end(stepped ?? taken);
  }
  await open.getByText('2 differences; 90 matched.').waitFor();
  await open.getByRole('link', { name: job }).waitFor();
  await page.reload();
  await open.getByText('with the history of the whole company').waitFor();
  expect(await barriers(page)).toEqual([]);
  const [file] = await Promise.all([page.waitForEvent('download'), open.getByRole('button', { name: 'Download CSV' }).click()]);
  expect((await readFile(await file.path(), 'utf8')).split('\r\n')).toEqual([
    '\uFEFFkind,job_id,generation_request_id,fields,cost',
    `ours_only,${job},,,0.12`,
    `getty_only,,'=g-1,,`,
  ]);
  expect(browser.complaints.filter((text) => !text.includes('422'))).toEqual([]);
});
