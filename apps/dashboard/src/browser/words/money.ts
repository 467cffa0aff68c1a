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
