/** An amount of decimal text as the reader's country writes it. Without a currency it is unknown which one was meant. */
export function money(amount: string, currency: string | null): string {
  const options = { minimumFractionDigits: 2, maximumFractionDigits: 6 };
  if (currency === null) return Number(amount).toLocaleString(undefined, options);
  return Number(amount).toLocaleString(undefined, { ...options, style: 'currency', currency });
}

/** The sum of amounts of decimal text with at most six decimals; null where one is not known. */
export function sumOf(amounts: readonly (string | null)[]): string | null {
  if (amounts.includes(null)) return null;
  const millionths = amounts.reduce((sum, amount) => sum + Math.round(Number(amount) * 1_000_000), 0);
  return String(millionths / 1_000_000);
}

/** The same for what may have no cost: "–" without an amount or a currency. */
export function cost(value: string | number | null, currency: string | null): string {
  return value === null || currency === null ? '–' : money(String(value), currency);
}

/** A number as the reader's own country writes it. */
export function numberWords(value: string | number): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: 6 }).format(value as number);
}

/** A share of 1: "12.5%". */
export function percent(share: number): string {
  return new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);
}
