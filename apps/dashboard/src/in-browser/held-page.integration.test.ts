import { describe, expect, test } from '@jest/globals';
import { startProcess, waitFor } from '@darkroom/testkit';
import type { JobId } from '@darkroom/contracts';
import type { Page } from 'playwright-core';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';

const PRICES = { DARKROOM_PRICES: '{"currency":"USD","generation":"0.12"}' };
const PRICE = 120_000;

async function worldWith(environment: Record<string, string> = {}) {
  const world = await dashboardWorld({ environment: { ...PRICES, ...environment } });
  let at = Date.now() - 100_000;
  /** The later, the newer. */
  const held = async (prompt: string, over: object = {}): Promise<{ id: JobId; intent: string }> => {
    const id = await world.drive.accept({ createdAt: (at += 1_000), request: { prompt }, price: PRICE, ...over });
    const intent = await world.drive.submit(id);
    await world.drive.end(id, { status: 'held' });
    return { id, intent };
  };
  const reaches = (id: JobId, status: string) =>
    waitFor(async () => (await world.store.jobs.get(id))?.status === status, { what: `${id} to be ${status}` });
  return { ...world, held, reaches };
}

async function withGetty() {
  const getty = await startProcess('simulator', { SIMULATOR_LATENCY: '1ms', SIMULATOR_INLINE_GENERATIONS: '1' });
  const credentials = { GETTY_API_KEY: 'test-key', GETTY_API_SECRET: 'test-secret' };
  const world = await worldWith({ ...credentials, GETTY_API_URL: getty.url, GETTY_AUTH_URL: `${getty.url}/oauth2/token` });
  return {
    ...world,
    getty,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await getty[Symbol.asyncDispose]();
    },
  };
}

const title = (page: Page, words: string) => page.locator('#held-title:focus', { hasText: words }).waitFor();
const listed = (page: Page) => page.locator('.held-list a').evaluateAll((links) => links.map((link) => link.getAttribute('data-job')));

describe('the page of held jobs', () => {
  test('has five of them cleared in a row by keyboard alone, oldest first', async () => {
    await using world = await worldWith();
    const jobs = [];
    for (const prompt of ['one', 'two', 'three', 'four', 'five']) jobs.push(await world.held(prompt));
    const [one, two, three, four, five] = jobs.map(({ id }) => id) as [JobId, JobId, JobId, JobId, JobId];
    await using browser = await openPage(world, '/held');
    const { page } = browser;
    await page.locator('.held-list a').nth(4).waitFor();
    expect(await listed(page)).toEqual([one, two, three, four, five]);
    await page.getByRole('link', { name: 'Begin with the oldest' }).focus();
    await page.keyboard.press('Enter');
    await title(page, 'one');
    await page.waitForURL(({ searchParams }) => searchParams.get('job') === one);

    await page.keyboard.press('g');
    const { dialog } = browser;
    /** The list may be told of the job's end before the question is: keys go to the page only once it has closed. */
    const confirm = async () => {
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'hidden' });
    };
    await dialog.getByText('It ends as failed').waitFor();
    expect(await world.store.jobs.get(one)).toMatchObject({ status: 'held' }); // until it is confirmed
    await page.keyboard.type('The customer left');
    await confirm();
    await title(page, 'two');
    await page.getByRole('status').filter({ hasText: 'Given up: one.' }).waitFor();
    await world.reaches(one, 'failed');

    await page.keyboard.press('s');
    await dialog.getByText('This is one more paid call: $0.12. If Getty accepted the first call too, both are paid: $0.24.').waitFor();
    await dialog.getByRole('button', { name: 'Send it again for $0.12' }).waitFor();
    await confirm();
    await title(page, 'three');
    await world.reaches(two, 'queued');
    await page.keyboard.press('j');
    await title(page, 'four');
    await page.keyboard.press('g');
    await page.keyboard.press('Escape'); // thought better of it
    await dialog.waitFor({ state: 'hidden' });
    await page.keyboard.press('k');
    await title(page, 'three');
    for (const next of ['four', 'five']) {
      await page.keyboard.press('g');
      await dialog.waitFor();
      await confirm();
      await title(page, next);
    }
    await page.keyboard.press('g');
    await dialog.waitFor();
    await confirm();
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
    for (const id of [three, four, five]) await world.reaches(id, 'failed');
    const { records } = await world.store.audit.list({ tenant: 'acme', limit: 10 });
    expect(records.map(({ action, target, note }) => [action, target.id, note])).toEqual([
      ['job.resolve', five, null],
      ['job.resolve', four, null],
      ['job.resolve', three, null],
      ['job.resolve', two, null],
      ['job.resolve', one, 'The customer left'],
    ]);
    expect(browser.complaints.filter((text) => !text.includes('503'))).toEqual([]); // there is no Getty to ask
  });

  test('shows what Getty has beside what was sent, and goes on with it, or with another once that is confirmed', async () => {
    await using world = await withGetty();
    const fox = await world.held('a fox');
    const heron = await world.held('a heron');
    const made = await generateAtGetty(world.getty.url, { prompt: 'a fox', notes: `[darkroom:${fox.intent}]` });
    const other = await generateAtGetty(world.getty.url, { prompt: 'a bear' });
    await using browser = await openPage(world, `/held?job=${fox.id}`);
    const { page } = browser;
    const candidate = (id: string) => page.locator('.candidate', { hasText: id });
    await candidate(made).getByText('Certain').waitFor();
    expect(await candidate(made).locator('img').count()).toBe(4);
    expect(await candidate(made).innerText()).toMatch(/carries this job’s mark, same prompt/);
    await candidate(made).getByRole('button', { name: 'Go on with this one…' }).click();
    const { dialog } = browser;
    await dialog.getByText('nothing is paid again').waitFor();
    await dialog.getByRole('button', { name: 'Go on with it' }).click();
    await world.reaches(fox.id, 'waiting');
    expect((await world.store.jobs.get(fox.id))?.gettyId).toBe(made);

    await title(page, 'a heron');
    await candidate(other).getByText('another prompt').waitFor();
    await page.getByText('I have Getty’s id').click();
    await page.getByLabel('Getty’s id of the generation').fill(other);
    await page.keyboard.press('Enter');
    await dialog.getByText('Getty has another prompt there: ').waitFor();
    await dialog.getByRole('button', { name: 'Go on with it' }).click(); // the browser asks for the tick
    expect(await world.store.jobs.get(heron.id)).toMatchObject({ status: 'held' });
    await dialog.getByLabel('although it is not what was asked for').check();
    await dialog.getByRole('button', { name: 'Go on with it' }).click();
    await world.reaches(heron.id, 'waiting');
    expect(browser.complaints).toEqual([]);
  });

  test('says what stands in the way: an id that Getty does not have, a Getty that cannot be asked, a job that has moved on', async () => {
    await using world = await worldWith();
    const { id } = await world.held('w'.repeat(2_000));
    const moved = await world.held('a heron');
    await world.store.jobs.resolve(moved.id, { action: 'fail' }, { ask: async () => ({ known: false, item: null }) });
    await using browser = await openPage(world, `/held?job=${id}`, { width: 390, height: 844 });
    const { page } = browser;
    await page.getByText('This Darkroom was started without GETTY_API_KEY').waitFor();
    await page.getByLabel('Getty’s id of the generation').fill('nonsense');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Go on with it' }).click();
    await page.getByRole('dialog').getByRole('alert').filter({ hasText: 'This Darkroom was started without' }).waitFor();
    await page.keyboard.press('Escape');
    expect((await page.locator('#held-title').boundingBox())!.height).toBeLessThan(160);
    await browser.goTo(`/held?job=${moved.id}`);
    await page.getByText('the job has moved on').waitFor();
    expect(await page.getByRole('button', { name: 'Give it up…' }).count()).toBe(0);
  });

  test('gives up and sends again many at once, with what came of each', async () => {
    await using world = await worldWith();
    const [one, two, three] = [await world.held('one'), await world.held('two', { tenant: 'globex' }), await world.held('three')];
    await using browser = await openPage(world, '/held');
    const { page } = browser;
    await page.getByRole('button', { name: 'Choose all 3' }).click();
    await page.getByRole('checkbox', { name: 'one' }).uncheck();
    await page.getByRole('button', { name: 'Give up…' }).click();
    const { dialog } = browser;
    await dialog.getByLabel('Note').fill('Too late');
    // It ends in between, so that it cannot be given up.
    await world.store.jobs.resolve(two.id, { action: 'fail' }, { ask: async () => ({ known: false, item: null }) });
    await dialog.getByRole('button', { name: 'Give 2 jobs up' }).click();
    await dialog.getByRole('alert').filter({ hasText: '1 job could not be given up.' }).waitFor();
    await dialog.getByRole('listitem').filter({ hasText: 'The job is not held.' }).waitFor();
    await dialog.getByRole('button', { name: 'Not now' }).click();
    await page.getByText('1 job given up, 1 not.').first().waitFor();
    await world.reaches(three.id, 'failed');

    await page.getByRole('button', { name: 'Choose all' }).waitFor({ state: 'detached' });
    await page.getByRole('checkbox', { name: 'one' }).check();
    await page.getByRole('button', { name: 'Send again…' }).click();
    await dialog.getByRole('button', { name: 'Send it again for $0.12' }).click();
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
    expect(await world.store.jobs.get(one.id)).toMatchObject({ status: 'queued', run: 2 });
  });
});

/** Getty's id of a generation that was asked for past us. */
async function generateAtGetty(url: string, asked: { prompt: string; notes?: string }): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' });
  const token = (await (await fetch(`${url}/oauth2/token`, { method: 'POST', body: form })).json()) as { access_token: string };
  const headers = { 'content-type': 'application/json', 'api-key': 'a', authorization: `Bearer ${token.access_token}` };
  const made = await fetch(`${url}/v3/ai/image-generations`, { method: 'POST', headers, body: JSON.stringify(asked) });
  return ((await made.json()) as { generation_request_id: string }).generation_request_id;
}
