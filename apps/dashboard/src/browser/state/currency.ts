/** The currency of the prices that are set; null: there are none. */
export function readCurrency(): string | null {
  return document.body.dataset['currency'] ?? null;
}
