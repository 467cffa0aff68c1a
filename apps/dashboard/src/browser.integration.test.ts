import { describe, expect, jest, test } from '@jest/globals';
import { openBrowser, ownRedis, waitFor, startProcess } from '@darkroom/testkit';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

import { dashboardWorld } from './test/dashboard-world.ts';
import { logInByKeyboard } from './test/log-in-by-keyboard.ts';

// Longer than what the browser itself waits for, so that a failure says what it waited for.
jest.setTimeout(90_000);

/** How far a page can be scrolled sideways, in pixels. */
function sideways(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** What keeps people out who use the page in other ways, as axe finds it. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Waits until the card of this job has the focus. */
async function focused(page: Page, id: string): Promise<void> {
  await page.waitForFunction(`document.activeElement?.getAttribute('data-job') === '${id}'`);
}

describe('the live page', () => {
  test('shows a job from its arrival to its picture without being loaded again, and its timeline', async () => {
    await using world = await dashboardWorld();
    await using browser = await openBrowser();
    const { page } = browser;
    await logInByKeyboard(page, world.url);
    await page.getByText('Nothing on the sheet yet').waitFor();
    await page.evaluate("window.loadedOnce = 'yes'");

    const id = await world.drive.accept({ request: { prompt: 'a heron at dawn' } });
    const card = page.locator(`#sheet [data-job="${id}"]`);
    await card.filter({ hasText: 'Queued' }).filter({ hasText: 'a heron at dawn' }).waitFor();
    await world.drive.wait(id);
    await world.drive.poll(id);
    await card.filter({ hasText: 'Waiting' }).filter({ hasText: '1 poll' }).waitFor();
    await world.drive.succeed(id, world.drive.generated(id, { blocked: [3] }));
    await card.filter({ hasText: 'Succeeded' }).waitFor();
    const loaded = () =>
      card.locator('img').evaluateAll((images) => images.filter((image) => (image as { naturalWidth?: number }).naturalWidth).length);
    await waitFor(async () => (await loaded()) === 3, { what: 'three pictures to be there' });
    expect(await card.getByText('Blocked').count()).toBe(1);
    await page.locator('#announcer', { hasText: 'Succeeded: a heron at dawn' }).waitFor({ state: 'attached' });

    await card.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(({ pathname }) => pathname === `/jobs/${id}`);
    const detail = page.getByRole('dialog');
    await detail.getByRole('heading', { name: 'a heron at dawn' }).waitFor();
    expect(await detail.locator('.timeline li').allInnerTexts()).toEqual(
      ['Taken in', 'Sends the generation', 'Getty accepted', '1 poll', 'Succeeded'].map((words) => expect.stringContaining(words)),
    );
    expect(await detail.getByText('Charged: Getty accepted the call').count()).toBe(1);
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'hidden' });
    await page.waitForURL(({ pathname }) => pathname === '/');
    await focused(page, id);
    expect(await page.evaluate('window.loadedOnce')).toBe('yes');
    expect(browser.complaints).toEqual([]);
  });

  test('shows only what was chosen, and goes from card to card by arrow keys', async () => {
    await using world = await dashboardWorld();
    const older = await world.drive.accept({ createdAt: Date.now() - 1_000, tenant: 'globex' });
    const newer = await world.drive.accept();
    await world.store.jobs.cancel(older, 'generation');
    await using browser = await openBrowser();
    const { page } = browser;
    await logInByKeyboard(page, world.url);
    const shown = () => page.locator('#sheet [data-job]').evaluateAll((cards) => cards.map((card) => card.getAttribute('data-job')));
    await page.locator(`#sheet [data-job="${newer}"]`).focus();
    await page.keyboard.press('ArrowRight');
    await focused(page, older);
    expect(await shown()).toEqual([newer, older]);

    await page.getByRole('button', { name: 'Canceled' }).click();
    await page.getByText('1 canceled job').waitFor();
    expect(await shown()).toEqual([older]);
    await page.getByRole('button', { name: 'acme' }).click();
    await page.getByText('0 canceled jobs of acme').waitFor();
    expect(await shown()).toEqual([]);
  });

  test('names the events that were set aside, and the command that tries them again', async () => {
    await using world = await dashboardWorld();
    await using browser = await openBrowser();
    const { page } = browser;
    await logInByKeyboard(page, world.url);
    const section = page.locator('#events-aside');
    await section.waitFor({ state: 'hidden' });
    const about = { type: 'generation.failed', tenant: 'acme', subject: 'job_1', tries: '5', at: '1790000000000' };
    await world.setAside({ event: '7-0', error: 'Error: <b>a bug</b>', ...about });
    await section.getByRole('heading', { name: '1 event set aside' }).waitFor();
    await section.getByText('generation.failed of job_1 (evt_7-0): Error: <b>a bug</b>').waitFor();
    await section.getByText('set-aside-main.ts retry all').waitFor();
    expect(browser.complaints).toEqual([]);
  });

  test('leads a held job on: the id that Getty names, the refusal where it belongs to another, and giving up', async () => {
    await using getty = await startProcess('simulator', { SIMULATOR_LATENCY: '1ms', SIMULATOR_INLINE_GENERATIONS: '1' });
    const credentials = { GETTY_API_KEY: 'test-key', GETTY_API_SECRET: 'test-secret' };
    const addresses = { GETTY_API_URL: getty.url, GETTY_AUTH_URL: `${getty.url}/oauth2/token` };
    await using world = await dashboardWorld({ environment: { ...credentials, ...addresses } });
    const held = async () => {
      const id = await world.drive.accept();
      await world.drive.submit(id);
      await world.drive.end(id, { status: 'held' });
      return id;
    };
    const [adopted, sentAgain, givenUp] = [await held(), await held(), await held()];
    const other = await world.drive.accept();
    await world.drive.wait(other);
    const taken = (await world.store.jobs.get(other))!.gettyId!;
    const reaches = (id: string, status: string) =>
      waitFor(async () => (await world.store.jobs.get(id))?.status === status, { what: `${id} to be ${status}` });
    await using browser = await openBrowser();
    const { page } = browser;
    await logInByKeyboard(page, `${world.url}/jobs/${adopted}`);
    const detail = page.getByRole('dialog');
    await detail.getByText(`darkroom:${adopted}.1.`).waitFor();

    await detail.getByLabel('Getty’s generation id').fill(taken);
    await detail.getByRole('button', { name: 'Go on with it' }).click();
    await detail.getByRole('alert').filter({ hasText: 'belongs to another job' }).waitFor();
    await detail.getByLabel('Getty’s generation id').fill('nonsense');
    await page.keyboard.press('Enter');
    await detail.getByRole('alert').filter({ hasText: 'is not known to Getty' }).waitFor();
    await detail.getByLabel('Getty’s generation id').fill(await generateAtGetty(getty.url, 'a bear'));
    await page.keyboard.press('Enter');
    await detail.getByRole('alert').filter({ hasText: 'another operation' }).waitFor();
    await detail.getByLabel('another operation, source, prompt or product').check();
    await page.keyboard.press('Enter');
    await reaches(adopted, 'waiting');
    await detail.getByText('Send it again. ').waitFor({ state: 'detached' });

    await page.goto(`${world.url}/jobs/${sentAgain}`);
    await detail.getByRole('button', { name: 'Send it again' }).click(); // the cost is not confirmed: the browser says so
    await detail.getByLabel('It may be paid twice').check();
    expect(await world.store.jobs.get(sentAgain)).toMatchObject({ status: 'held' });
    await detail.getByRole('button', { name: 'Send it again' }).click();
    await reaches(sentAgain, 'queued');

    await page.goto(`${world.url}/jobs/${givenUp}`);
    await detail.getByRole('button', { name: 'Give it up' }).click();
    await reaches(givenUp, 'failed');
    expect(browser.complaints.filter((text) => !/4(22|09)/.test(text))).toEqual([]);
  });

  test('keeps focus, marked text and what was unfolded while jobs come in and move on', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept({ request: { prompt: 'a heron at dawn' } });
    await world.drive.wait(id);
    await using browser = await openBrowser();
    const { page } = browser;
    await logInByKeyboard(page, world.url);
    await page.locator(`#sheet [data-job="${id}"]`).focus();
    const newer = await world.drive.accept();
    await page.locator(`#sheet [data-job="${newer}"]`).waitFor();
    await world.drive.poll(id);
    await page.locator(`#sheet [data-job="${id}"]`, { hasText: '1 poll' }).waitFor();
    await focused(page, id);

    await page.keyboard.press('Enter');
    const detail = page.getByRole('dialog');
    await detail.getByText('Request').click();
    await page.evaluate("getSelection().selectAllChildren(document.querySelector('#detail-title'))");
    await world.drive.poll(id);
    await detail.getByText('2 polls: not ready yet').waitFor();
    await world.drive.succeed(id);
    await detail.getByText('Succeeded with 4 images').waitFor();
    expect(await page.evaluate('getSelection().toString()')).toBe('a heron at dawn');
    expect(await detail.locator('details').getAttribute('open')).toBe('');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
  });

  test('opens a job by its own address, with the login in between', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept({ request: { prompt: 'a lighthouse' } });
    await using browser = await openBrowser();
    await logInByKeyboard(browser.page, `${world.url}/jobs/${id}`);
    await browser.page.getByRole('dialog').getByRole('heading', { name: 'a lighthouse' }).waitFor();
    expect(browser.complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('fits a phone (%s)', async (scheme) => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept({
      request: { prompt: 'w'.repeat(200) },
      tenant: 'a-tenant-with-quite-a-long-name-that-may-not-push-the-page',
    });
    await world.drive.submit(id);
    await world.drive.end(id, { status: 'held' });
    await world.drive.accept();
    await using browser = await openBrowser({ width: 390, height: 844, scheme });
    await browser.page.goto(world.url);
    expect(await sideways(browser.page)).toBe(0);
    await logInByKeyboard(browser.page, world.url);
    await browser.page.locator(`#sheet [data-job="${id}"]`).waitFor();
    expect(await sideways(browser.page)).toBe(0);
    expect(await barriers(browser.page)).toEqual([]);
    await browser.page.locator(`#sheet [data-job="${id}"]`).click();
    await browser.page.locator('.timeline').waitFor();
    expect(
      await browser.page.evaluate(
        "document.querySelector('.detail-body').scrollWidth - document.querySelector('.detail-body').clientWidth",
      ),
    ).toBe(0);
    expect(await barriers(browser.page)).toEqual([]);
    expect(browser.complaints).toEqual([]);
  });

  test('says that Redis is away, and goes on by itself', async () => {
    await using redis = await ownRedis();
    await using world = await dashboardWorld({ redisUrl: redis.url });
    await using browser = await openBrowser();
    const { page } = browser;
    await logInByKeyboard(page, world.url);
    await redis.kill();
    await page.getByRole('alert').filter({ hasText: 'Redis cannot be reached' }).waitFor();
    await redis.restart();
    await page.waitForSelector('#pulse[data-state="live"]');
    const id = await world.drive.accept();
    await page.locator(`#sheet [data-job="${id}"]`).waitFor();
    expect(await page.getByRole('alert').isVisible()).toBe(false);
  });
});

test('Bull Board works in the browser and leads to the job', async () => {
  await using world = await dashboardWorld();
  const id = await world.drive.accept({ request: { prompt: 'a fox' } });
  await using browser = await openBrowser();
  const { page } = browser;
  await logInByKeyboard(page, world.url);
  await page.getByRole('link', { name: 'Queues' }).click();
  await page.getByRole('link', { name: 'generation' }).first().click();
  const link = page.getByRole('link', { name: 'Open the job' }).first();
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe(`/jobs/${id}`);
  // Its web font is from another host, which the policy keeps it from.
  expect(browser.complaints.filter((text) => !text.includes('fonts.googleapis.com'))).toEqual([]);
});

/** Getty's id of a generation that was asked for past us. */
async function generateAtGetty(url: string, prompt: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' });
  const token = (await (await fetch(`${url}/oauth2/token`, { method: 'POST', body: form })).json()) as { access_token: string };
  const headers = { 'content-type': 'application/json', 'api-key': 'a', authorization: `Bearer ${token.access_token}` };
  const made = await fetch(`${url}/v3/ai/image-generations`, { method: 'POST', headers, body: JSON.stringify({ prompt }) });
  return ((await made.json()) as { generation_request_id: string }).generation_request_id;
}
