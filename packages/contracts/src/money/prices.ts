import { z } from 'zod';

import { Operation } from '../fields/operation.ts';
import { SizeName } from '../jobs/generation.ts';
import { COST_DECIMALS, parseDecimal } from './decimal.ts';

/** A million of the currency for one call: more is a typing mistake, and sums would leave the safe integers. */
const MOST_PRICE = 1_000_000_000_000;
const MOST_NAMED = 40;

/** What one paid call buys. */
export type Bought = { type: 'generation'; operation: Operation } | { type: 'download'; size: string };

/** `of`: price by key (`generation`, `generation.refine`, `download`, `download.4k`), in millionths of the currency. */
export type Prices = { currency: string; of: ReadonlyMap<string, number> };

/** `DARKROOM_PRICES`: JSON such as `{"currency":"USD","generation":"0.12","download.4k":"1.50"}`. Issues name the key and no value. */
export const Prices: z.ZodType<Prices, string> = z.string().transform((text, context) => {
  const given = parseObject(text);
  if (!given) {
    context.addIssue('must be a JSON object such as {"currency":"USD","generation":"0.12","download.4k":"1.50"}');
    return z.NEVER;
  }
  const { currency, ...prices } = given;
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    context.addIssue('currency must be three capital letters such as "USD"');
  const of = new Map<string, number>();
  for (const [key, price] of Object.entries(prices)) {
    const amount = typeof price === 'string' ? parseDecimal(price, COST_DECIMALS) : undefined;
    if (!isKey(key)) context.addIssue(`${nameOf(key)} is not generation, generation.<operation>, download or download.<size>`);
    else if (amount === undefined || amount > MOST_PRICE) {
      context.addIssue(`${nameOf(key)} must be decimal text with at most six decimals, such as "0.12", and at most "1000000"`);
    } else of.set(key, amount);
  }
  return { currency: String(currency), of };
});

/** The price of a call in millionths; null where no price is set. The most specific key wins. */
export function priceOf(prices: Prices | undefined, bought: Bought): number | null {
  const special = bought.type === 'generation' ? `generation.${bought.operation}` : `download.${bought.size}`;
  return prices?.of.get(special) ?? prices?.of.get(bought.type) ?? null;
}

function isKey(key: string): boolean {
  if (key === 'generation' || key === 'download') return true;
  if (key.startsWith('generation.')) return Operation.safeParse(key.slice('generation.'.length)).success;
  return key.startsWith('download.') && SizeName.safeParse(key.slice('download.'.length)).success;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    // The parser's own message quotes the setting.
    return undefined;
  }
}

function nameOf(key: string): string {
  return JSON.stringify(key.length > MOST_NAMED ? `${key.slice(0, MOST_NAMED)}…` : key);
}
