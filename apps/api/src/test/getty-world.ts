import { startProcess } from '@darkroom/testkit';

import { setup } from './world.ts';

/** What a caller of Getty asks for, as Getty is sent it. */
export type AskedOfGetty = { prompt: string; product_id?: number; notes?: string };

const JSON_BODY = { 'content-type': 'application/json' };

/** The API in front of a Getty stand-in, where generations can be made past us. */
export async function setupWithGetty(settings: Record<string, string> = {}, ours: Record<string, string> = {}) {
  await using owned = new AsyncDisposableStack();
  const getty = owned.use(await startProcess('simulator', { SIMULATOR_LATENCY: '1ms', SIMULATOR_INLINE_GENERATIONS: '1', ...settings }));
  const world = owned.use(
    await setup({
      settings: {
        GETTY_API_URL: getty.url,
        GETTY_AUTH_URL: `${getty.url}/oauth2/token`,
        GETTY_API_KEY: 'api-key-of-ours',
        GETTY_API_SECRET: 'api-secret-of-ours',
        ...ours,
      },
    }),
  );
  const disposables = owned.move();
  const post = async (path: string, body: string, headers: Record<string, string>) =>
    (await (await fetch(getty.url + path, { method: 'POST', headers, body })).json()) as Record<string, string>;
  const { access_token: token } = await post('/oauth2/token', 'grant_type=client_credentials&client_id=a&client_secret=b', {
    'content-type': 'application/x-www-form-urlencoded',
  });

  return {
    ...world,
    /** Getty's id of a generation that it is asked for. */
    generateAtGetty: async (asked: AskedOfGetty): Promise<string> => {
      const headers = { ...JSON_BODY, 'api-key': 'a', authorization: `Bearer ${token}` };
      return (await post('/v3/ai/image-generations', JSON.stringify(asked), headers))['generation_request_id']!;
    },
    // oxlint-disable-next-line unicorn/no-thenable -- the simulator's word
    refuseNext: (call: string, status: string) => post('/__scenarios', JSON.stringify({ match: { call }, then: { status } }), JSON_BODY),
    /** How many calls were answered, by kind and status. */
    calls: async () => ((await (await fetch(`${getty.url}/__ledger`)).json()) as { calls: Record<string, Record<string, number>> }).calls,
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}
