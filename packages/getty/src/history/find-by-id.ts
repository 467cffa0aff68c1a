/** Finds what Getty knows of one generation, by its id. */
import type { GettyClient } from '../client.ts';
import { GettyError, GoneError, NotFoundError, TerminalError } from '../terms/errors.ts';
import { readHistoryPages, type HistoryWindow } from './read-history.ts';
import type { HistoryItem } from '../terms/wire.ts';

export type GenerationById = {
  /** Getty has it, done or not. */
  known: boolean;
  /** Its entry in the history; null if the history does not show it. */
  item: HistoryItem | null;
};

/** @throws GettyError if Getty does not answer, so that nothing is known */
export async function findGenerationById(
  getty: Pick<GettyClient, 'getGeneration' | 'history' | 'historyItem'>,
  id: string,
  window: HistoryWindow,
): Promise<GenerationById> {
  try {
    await getty.getGeneration(id);
  } catch (error) {
    if (saysNo(error)) return { known: false, item: null };
    throw error;
  }
  return { known: true, item: (await itemOf(getty, id)) ?? (await itemIn(getty, id, window)) };
}

/** Not every edition of the API has the call for one entry, so a refusal proves nothing. */
async function itemOf(getty: Pick<GettyClient, 'historyItem'>, id: string): Promise<HistoryItem | null> {
  try {
    const item = await getty.historyItem(id);
    return item.generation_request_id === id ? item : null;
  } catch (error) {
    if (saysNo(error) || error instanceof TerminalError || (error instanceof GettyError && error.status === 200)) return null;
    throw error;
  }
}

async function itemIn(getty: Pick<GettyClient, 'history'>, id: string, window: HistoryWindow): Promise<HistoryItem | null> {
  const isIt = ({ generation_request_id: one }: HistoryItem) => one === id;
  try {
    const { items } = await readHistoryPages(getty, { ...window, enough: isIt });
    return items.find(isIt) ?? null;
  } catch (error) {
    // An account without a history.
    if (saysNo(error) || error instanceof TerminalError) return null;
    throw error;
  }
}

/** Getty refuses a malformed id as a bad request. */
function saysNo(error: unknown): boolean {
  return error instanceof NotFoundError || error instanceof GoneError || (error instanceof TerminalError && error.status === 400);
}
