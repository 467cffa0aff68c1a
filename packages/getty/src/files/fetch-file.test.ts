import { describe, expect, test } from '@jest/globals';
import { failure, setup } from '../test/setup.ts';
import { dropAfterHeaders, dropBeforeHeaders, empty, hang, startScriptedServer, text } from '../test/scripted-server.ts';

describe('fetchFile', () => {
  test('follows redirects to another host, without credentials, and names the file as that host does', async () => {
    await using world = await setup();
    await using files = await startScriptedServer();
    world.getty.reply('GET /download', empty(302, { location: '/moved?to=1' }));
    world.getty.reply('GET /moved', empty(307, { location: `${files.url}/fox` }));
    files.reply(
      'GET /fox',
      text(200, 'JPEG', { 'content-type': 'image/jpeg', 'content-disposition': `attachment; filename*=UTF-8''f%C3%BCchs.jpg` }),
    );

    const file = await world.client.fetchFile(`${world.getty.url}/download`);

    expect(Buffer.from(file.body).toString()).toBe('JPEG');
    expect(file).toMatchObject({ contentType: 'image/jpeg', fileName: 'füchs.jpg' });
    for (const { headers } of [...world.getty.received, ...files.received]) {
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('api-key');
    }
  });

  test('knows neither type nor name where the host gives none', async () => {
    await using world = await setup();
    world.getty.reply('GET /fox', text(200, ''));

    expect(await world.client.fetchFile(`${world.getty.url}/fox`)).toMatchObject({
      contentType: null,
      fileName: null,
      body: Buffer.alloc(0),
    });
  });

  test('gives up after five redirects', async () => {
    await using world = await setup();
    world.getty.reply('GET /loop', empty(302, { location: '/loop' }));

    expect(await failure(world.client.fetchFile(`${world.getty.url}/loop`))).toMatchObject({ name: 'TerminalError', call: 'file' });
    expect(world.getty.received).toHaveLength(6);
  });

  test.each([
    ['larger than allowed', text(200, 'x'.repeat(2000)), 'TerminalError'],
    ['forbidden: its URL has expired', empty(403), 'TerminalError'],
    ['gone', empty(404), 'NotFoundError'],
    ['answered 401', empty(401), 'TerminalError'],
    ['throttled', empty(429), 'ThrottledError'],
    ['answered 503', empty(503), 'RetryableError'],
    ['redirected nowhere', empty(302), 'RetryableError'],
    ['redirected to another protocol', empty(302, { location: 'file:///etc/passwd' }), 'TerminalError'],
    ['dropped', dropBeforeHeaders, 'RetryableError'],
    ['cut off', dropAfterHeaders, 'RetryableError'],
    ['hanging', hang, 'RetryableError'],
  ])('a file that is %s', async (_name, reply, name) => {
    await using world = await setup();
    world.getty.reply('GET /fox', reply);

    const error = await failure(world.client.fetchFile(`${world.getty.url}/fox?signature=SECRET`, { maxBytes: 1000, timeoutMs: 1000 }));

    expect(error).toMatchObject({ name, call: 'file' });
    expect(JSON.stringify(error)).not.toContain('SECRET');
  });

  test.each(['ftp://host/fox', 'fox.jpg', ''])('%j is not the address of a file', async (url) => {
    await using world = await setup();
    expect(await failure(world.client.fetchFile(url))).toMatchObject({ name: 'TerminalError', call: 'file' });
  });
});
