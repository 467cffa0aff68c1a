import { createLogger, type Environment } from '@darkroom/runtime';

import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { createContractClient, type Answer, type CallOptions } from './contract-client.ts';
import { createManualClock } from './manual-clock.ts';

/** Starts a simulator on a free port with a manual clock, and returns helpers for tests. Generations take 4 s, downloads 2 s. */
export async function startSimulator(environment: Environment = {}) {
  const clock = createManualClock();
  const config = readConfig({
    PORT: '0',
    SIMULATOR_LATENCY: '0ms',
    SIMULATOR_GENERATION_DURATION: '4s',
    SIMULATOR_DOWNLOAD_DURATION: '2s',
    ...environment,
  });
  const app = createApp(config, { clock, logger: createLogger({ name: 'simulator', level: 'silent' }) });
  await app.start();
  const call = createContractClient(app.url, config.SIMULATOR_PATH_PREFIX);

  const control = async (method: string, path: string, body?: object): Promise<Answer> => {
    const init = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(app.url + path, { method, ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
  };
  const generate = async (request: object = {}, options: CallOptions = {}): Promise<Answer> =>
    await call('generate', { body: { prompt: 'a lighthouse', ...request }, ...options });

  return {
    app,
    clock,
    call,
    control,
    generate,
    /** Makes a generation that is done, and returns its id. */
    async finished(request: object = {}): Promise<string> {
      const { body } = await generate(request);
      clock.advance(4_000);
      return body.generation_request_id;
    },
    /** Makes a download that is done, and returns its asset id and its URL. */
    async downloaded(id: string, { index = 0, ...body }: { index?: number; size_name?: string; notes?: string } = {}) {
      await call('start_download', { id, index, body: { size_name: '1k', ...body } });
      clock.advance(2_000);
      return (await call('get_download', { id, index })).body as { url: string; generated_asset_id: string };
    },
    /** Registers a file, and returns its id. */
    async registered(category: 'ImageReference' | 'CustomerProduct'): Promise<string> {
      const body = { url: `https://files.example/${category}.jpg`, rights_claimed: true, category };
      return (await call('register_file', { body })).body.id;
    },
    async ledger() {
      return (await control('GET', '/__ledger')).body;
    },
    async scenario(then: object, match: object = {}, times: number | null = 1): Promise<Answer> {
      // oxlint-disable-next-line unicorn/no-thenable -- a name in the JSON sent; never a function, so nothing can await it
      return await control('POST', '/__scenarios', { match, times, then });
    },
    async change(settings: object): Promise<void> {
      await control('PUT', '/__settings', settings);
    },
    [Symbol.asyncDispose]: () => app.stop(),
  };
}
