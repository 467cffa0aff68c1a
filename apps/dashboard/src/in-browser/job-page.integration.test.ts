import { describe, expect, jest, test } from '@jest/globals';
import { openBrowser, startProcess, waitFor } from '@darkroom/testkit';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { logInByKeyboard } from '../test/log-in-by-keyboard.ts';

jest.setTimeout(90_000);

describe('the page of a job', () => {
  test('is at its own address, with the login in between', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept({ request: { prompt: 'a lighthouse' } });
    await using browser = await openBrowser();
    await logInByKeyboard(browser.page, `${world.url}/jobs/${id}`);
    await browser.page.getByRole('heading', { name: 'a lighthouse' }).waitFor();
    expect(browser.complaints).toEqual([]);
  });

  test('says that there is no such job', async () => {
    await using world = await dashboardWorld();
    await using browser = await openBrowser();
    await logInByKeyboard(browser.page, `${world.url}/jobs/job_00000000000000000000000000000000`);
    await browser.page.getByRole('alert').filter({ hasText: 'There is no job with this id.' }).waitFor();
    expect(await browser.page.getByRole('heading').count()).toBe(0);
  });

  test('shows what has happened so far, and keeps focus, marked text and what was unfolded while it goes on', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept({ request: { prompt: 'a heron at dawn' } });
    await world.drive.wait(id);
    await using browser = await openBrowser();
    const { page } = browser;
    await logInByKeyboard(page, `${world.url}/jobs/${id}`);
    await page.getByText('Request').click();
    await page.evaluate("getSelection().selectAllChildren(document.querySelector('#detail-title'))");
    await world.drive.poll(id);
    await page.getByText('1 poll: not ready yet').waitFor();
    await world.drive.succeed(id);
    await page.getByText('Succeeded with 4 images').waitFor();
    expect(await page.evaluate('getSelection().toString()')).toBe('a heron at dawn');
    expect(await page.locator('details').getAttribute('open')).toBe('');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
    expect(await page.locator('.timeline li').allInnerTexts()).toEqual(
      ['Taken in', 'Sends the generation', 'Getty accepted', '1 poll', 'Succeeded'].map((words) => expect.stringContaining(words)),
    );
    expect(await page.getByText('Charged: Getty accepted the call').count()).toBe(1);
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
    const detail = page.getByRole('main');
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
});

/** Getty's id of a generation that was asked for past us. */
async function generateAtGetty(url: string, prompt: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' });
  const token = (await (await fetch(`${url}/oauth2/token`, { method: 'POST', body: form })).json()) as { access_token: string };
  const headers = { 'content-type': 'application/json', 'api-key': 'a', authorization: `Bearer ${token.access_token}` };
  const made = await fetch(`${url}/v3/ai/image-generations`, { method: 'POST', headers, body: JSON.stringify({ prompt }) });
  return ((await made.json()) as { generation_request_id: string }).generation_request_id;
}
