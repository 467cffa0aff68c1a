import { describe, expect, test } from '@jest/globals';

import type { GettyClient } from '../client.ts';
import { GoneError, NotFoundError, RetryableError, TerminalError } from '../terms/errors.ts';
import { findGenerationById } from './find-by-id.ts';
import type { HistoryItem } from '../terms/wire.ts';

const WINDOW = { from: new Date(0), to: new Date(1), mostPages: 2 };
const ITEM = { generation_request_id: 'g1', prompt: 'a fox', notes: null } as unknown as HistoryItem;
const fails = (error: Error) => async () => {
  throw error;
};
const says = (status: number) => ({ call: 'history_item' as const, status });

type Asked = Pick<GettyClient, 'getGeneration' | 'history' | 'historyItem'>;

function gettyWith(over: Partial<Asked>): Asked {
  return {
    getGeneration: async () => ({ state: 'pending', generationRequestId: 'g1' }),
    historyItem: async () => ITEM,
    history: async () => ({ resultCount: 1, entryCount: 1, generations: [ITEM], unreadable: [] }),
    ...over,
  };
}

describe('a generation named by its id', () => {
  test('is known with its entry in the history', async () => {
    expect(await findGenerationById(gettyWith({}), 'g1', WINDOW)).toEqual({ known: true, item: ITEM });
  });

  test.each([
    ['a 404', new NotFoundError('no', says(404))],
    ['a 410', new GoneError('no', says(410))],
    ['a 400', new TerminalError('no', says(400))],
  ])('is not known after %s', async (_name, error) => {
    expect(await findGenerationById(gettyWith({ getGeneration: fails(error) }), 'g1', WINDOW)).toEqual({ known: false, item: null });
  });

  test.each([
    ['not found', new NotFoundError('no', says(404))],
    ['refused', new TerminalError('no', says(403))],
    ['unreadable', new RetryableError('no', says(200))],
  ])('is searched in the list when its entry is %s', async (_name, error) => {
    expect(await findGenerationById(gettyWith({ historyItem: fails(error) }), 'g1', WINDOW)).toEqual({ known: true, item: ITEM });
  });

  test('is known without an entry when the history does not show it', async () => {
    const none = { resultCount: 0, entryCount: 0, generations: [], unreadable: [] };
    const getty = gettyWith({ historyItem: fails(new NotFoundError('no', says(404))), history: async () => none });
    expect(await findGenerationById(getty, 'g1', WINDOW)).toEqual({ known: true, item: null });
  });

  test.each(['getGeneration', 'historyItem'] as const)('fails when Getty does not answer %s', async (name) => {
    const away = new RetryableError('away', says(503));
    await expect(findGenerationById(gettyWith({ [name]: fails(away) }), 'g1', WINDOW)).rejects.toBe(away);
  });
});
