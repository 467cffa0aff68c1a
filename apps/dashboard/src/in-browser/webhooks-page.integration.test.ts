import { describe, expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';
import type { DeliveryAttempt, EndpointId, EndpointWithSecret, JobId } from '@darkroom/contracts';

import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';
import { barriers, fits } from '../test/look-at.ts';

async function worldWithHooks() {
  const world = await dashboardWorld({ environment: { DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') } });
  let event = 0;
  const ask = async <Answer>(path: string, body: object): Promise<Answer> => {
    const headers = { authorization: BASIC, 'content-type': 'application/json', 'darkroom-tenant': 'acme' };
    return (await (await fetch(`${world.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as Answer;
  };
  const addEndpoint = () => ask<EndpointWithSecret>('/v1/endpoints', { url: 'https://hooks.example/in?token=5ecret', description: 'Shop' });
  const settle = async (id: string, status: number | null, more: Partial<DeliveryAttempt> = {}) => {
    const record = (await world.store.deliveries.get(id))!;
    const attempt = { at: new Date().toISOString(), attempt: record.attempts + 1, status, duration_ms: 42, error: null, response: null };
    await world.store.deliveries.settle(record, {
      status: status === 200 ? 'delivered' : 'failed',
      attempt: { ...attempt, ...more },
      timeline: { at: attempt.at, event: 'webhook', attempt: attempt.attempt },
      url: record.url,
      disableAfterMs: 86_400_000,
    });
  };
  /** A delivery of which one try was made. */
  const deliver = async (endpointId: EndpointId, job: JobId, status: number | null, more: Partial<DeliveryAttempt> = {}) => {
    event += 1;
    const body = JSON.stringify({ type: 'generation.succeeded', data: { id: job, request: { prompt: '<b>bold</b>' } } });
    const receivers = [{ url: 'https://hooks.example/in?token=5ecret', endpointId }];
    await world.store.deliveries.open({
      event: `${event}-1`,
      type: 'generation.succeeded',
      tenant: 'acme',
      about: 'job',
      subject: job,
      body,
      receivers,
    });
    const { records } = await world.store.deliveries.list({ tenant: 'acme', limit: 1 });
    await settle(records[0]!.id, status, more);
    return records[0]!.id;
  };
  return { ...world, addEndpoint, deliver, settle };
}

describe('the page of webhooks', () => {
  test('says why a webhook did not arrive, and sends it again', async () => {
    await using world = await worldWithHooks();
    const { id: endpoint } = await world.addEndpoint();
    const job = await world.drive.accept({ request: { prompt: 'a fox' } });
    await world.deliver(endpoint, job, 200);
    const lost = await world.deliver(endpoint, job, 500, { error: 'answered 500', response: 'database is <i>away</i>' });
    await using browser = await openPage(world, '/webhooks');
    const { page, dialog } = browser;
    const row = page.locator(`tr[data-endpoint="${endpoint}"]`);
    await row.getByText('50% of 2').waitFor();
    await row.getByText('answered 500').waitFor();
    await page.getByRole('button', { name: 'Given up' }).click();
    await waitFor(async () => (await page.locator('tr[data-delivery]').count()) === 1, { what: 'the failed one alone' });
    await page.waitForURL(({ searchParams }) => searchParams.get('status') === 'failed');
    await page.locator(`tr[data-delivery="${lost}"] a`).click();
    await page.getByText('The receiver answered 500: it failed itself.').waitFor();
    await page.getByText('database is <i>away</i>').waitFor();
    await page.getByText('"prompt": "<b>bold</b>"').waitFor();
    await page.getByText('Headers').click();
    await page.getByText('v1,[redacted]').waitFor();
    expect(await page.content()).not.toContain('5ecret');
    expect(await page.getByRole('link', { name: 'a fox' }).getAttribute('href')).toBe(`/jobs/${job}`);
    expect(await barriers(page)).toEqual([]);
    await fits(page);

    await page.getByRole('button', { name: 'Send it again…' }).click();
    await dialog.getByLabel('Note').fill('It is back');
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('Not delivered yet').waitFor();
    expect(await world.store.deliveries.get(lost)).toMatchObject({ status: 'pending' });
    await world.settle(lost, 200, { response: 'ok' });
    await page.getByText('Delivered', { exact: true }).first().waitFor();
    const { records } = await world.store.audit.list({ tenant: 'acme', limit: 1 });
    expect(records).toMatchObject([{ action: 'delivery.redeliver', note: 'It is back' }]);
    expect(browser.complaints).toEqual([]);
  });

  test('adds an endpoint with a secret that is shown once, tests it, gives it a new secret, disables and deletes it', async () => {
    await using world = await worldWithHooks();
    await world.drive.accept();
    await using browser = await openPage(world, '/webhooks?tenant=acme');
    const { page } = browser;
    await page.getByRole('button', { name: 'Add an endpoint…' }).click();
    const { dialog } = browser;
    await dialog.getByLabel('Address').fill('https://127.0.0.1/in');
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'url' }).waitFor();
    await dialog.getByLabel('Address').fill('https://hooks.example/in?token=5ecret');
    await dialog.getByLabel('What it is for').fill('Shop');
    await dialog.getByLabel('These:').check();
    await dialog.getByLabel('generation.failed').check();
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await dialog.getByText(/^whsec_/).waitFor();
    await dialog.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('heading', { name: 'Shop' }).waitFor();
    await waitFor(async () => !/whsec_|5ecret/.test(await page.content()), { what: 'the secrets to leave the page with the dialog' });
    const [endpoint] = (await world.store.endpoints.list({ tenant: 'acme', limit: 5 })).records;
    expect(endpoint).toMatchObject({ url: 'https://hooks.example/in?token=5ecret', description: 'Shop', events: ['generation.failed'] });

    await page.getByRole('button', { name: 'Send a test…' }).click();
    await dialog.getByRole('button', { name: 'Send it' }).click();
    await page.getByText('No try has been made yet.').waitFor();
    const [sent] = (await world.store.deliveries.list({ tenant: 'acme', limit: 1 })).records;
    await world.settle(sent!.id, 401, { error: 'answered 401', response: 'no' });
    await page.getByText('it does not let the webhook in').waitFor();

    await page.getByRole('link', { name: 'All deliveries' }).click();
    await page.getByRole('button', { name: 'New secret…' }).click();
    await dialog.getByLabel('The previous one signs beside it').selectOption('1h');
    await dialog.getByRole('button', { name: 'Make a new secret' }).click();
    await dialog.getByText(/^whsec_/).waitFor();
    await dialog.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByText('The previous secret signs too until').waitFor();
    expect(await barriers(page)).toEqual([]);

    await page.getByRole('button', { name: 'Disable…' }).click();
    await dialog.getByRole('button', { name: 'Disable it' }).click();
    await page.getByText('a person or a key disabled it').waitFor();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog.getByRole('button', { name: 'Delete it' }).click();
    await page.getByText('There is no endpoint.').waitFor();
    expect(await world.store.endpoints.get(endpoint!.id)).toBeNull();
  });

  test('changes an endpoint, with its whole address in the form only, and sends what it did not get', async () => {
    await using world = await worldWithHooks();
    const { id: endpoint } = await world.addEndpoint();
    const job = await world.drive.accept();
    await world.drive.wait(job);
    await world.drive.succeed(job); // no notifier runs here, so its event has no delivery
    await using browser = await openPage(world, `/webhooks?endpoint_id=${endpoint}`);
    const { page } = browser;
    await page.getByRole('button', { name: 'Change…' }).click();
    const { dialog } = browser;
    expect(await dialog.getByLabel('Address').inputValue()).toBe('https://hooks.example/in?token=5ecret'); // there with the dialog
    await dialog.getByLabel('What it is for').fill('Prints');
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('heading', { name: 'Prints' }).waitFor();
    expect(await world.store.endpoints.get(endpoint)).toMatchObject({
      url: 'https://hooks.example/in?token=5ecret',
      description: 'Prints',
    });

    await page.getByRole('button', { name: 'Recover…' }).click();
    await dialog.getByRole('button', { name: 'Send them' }).click();
    await page.getByText('0 webhooks sent again, 1 for the first time.').first().waitFor();
    await page.locator('tr[data-delivery]', { hasText: 'generation.succeeded' }).waitFor();
    const { records } = await world.store.audit.list({ tenant: 'acme', limit: 2 });
    expect(records.map(({ action }) => action)).toEqual(['endpoint.recover', 'endpoint.change']);
    expect(browser.complaints).toEqual([]);
  });

  test('sends several again at once, and reads the secret of a tenant behind a question', async () => {
    await using world = await worldWithHooks();
    const { id: endpoint } = await world.addEndpoint();
    const job = await world.drive.accept();
    const lost = [await world.deliver(endpoint, job, 404), await world.deliver(endpoint, job, null, { error: 'connect ECONNREFUSED' })];
    await using browser = await openPage(world, '/webhooks', { width: 390, height: 844 });
    const { page, dialog } = browser;
    for (const id of lost) await page.locator(`tr[data-delivery="${id}"] input`).check();
    await page.getByRole('button', { name: 'Send again…' }).click();
    await dialog.getByRole('button', { name: 'Send 2 webhooks again' }).click();
    await page.getByText('2 webhooks sent again.').first().waitFor();
    const statuses = await Promise.all(lost.map(async (id) => (await world.store.deliveries.get(id))?.status));
    expect(statuses).toEqual(['pending', 'pending']);

    await page.getByRole('button', { name: 'Show the secret of acme…' }).click();
    expect(await page.content()).not.toContain('whsec_');
    await dialog.getByRole('button', { name: 'Show it' }).click();
    await dialog.getByText(/^whsec_/).waitFor();
    const { records } = await world.store.audit.list({ tenant: 'acme', limit: 1 });
    expect(records).toMatchObject([{ action: 'webhook_secret.read' }]);
  });
});
