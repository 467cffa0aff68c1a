import { describe, expect, test } from '@jest/globals';
import { openBrowser } from '@darkroom/testkit';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { logInByKeyboard } from '../test/log-in-by-keyboard.ts';
import { openPage } from '../test/open-page.ts';

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
    await using browser = await openPage(world, '/jobs/job_00000000000000000000000000000000');
    await browser.page.getByRole('alert').filter({ hasText: 'There is no job with this id.' }).waitFor();
    expect(await browser.page.getByRole('heading').count()).toBe(0);
  });

  test('shows what has happened so far, and keeps focus, marked text and what was unfolded while it goes on', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept({ request: { prompt: 'a heron at dawn' } });
    await world.drive.wait(id);
    await using browser = await openPage(world, `/jobs/${id}`);
    const { page } = browser;
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

  test('tells a screen reader, too, that something was copied', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept();
    await using browser = await openPage(world, `/jobs/${id}`);
    const { page } = browser;
    await page.evaluate(`{
      window.heard = [];
      const listen = () => heard.push(...[...document.querySelectorAll('[role=status]')].map((each) => each.textContent));
      new MutationObserver(listen).observe(document.body, { subtree: true, childList: true, characterData: true });
    }`);
    await page.getByRole('button', { name: 'Copy as JSON' }).click();
    const said = await page.waitForFunction('heard.find((words) => /cop/i.test(words))');
    expect(await said.jsonValue()).toBe('Copied.');
  });

  test('leads to where a held job is decided about', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept();
    await world.drive.submit(id);
    await world.drive.end(id, { status: 'held' });
    await using browser = await openPage(world, `/jobs/${id}`);
    await browser.page.getByRole('link', { name: 'Decide what to do with it' }).click();
    await browser.page.waitForURL(`${world.url}/held?job=${id}`);
    await browser.page.getByRole('button', { name: 'Give it up…' }).waitFor();
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'held' });
  });
});
