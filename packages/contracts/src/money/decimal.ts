/** Decimal text and whole numbers. No amount is ever a float: 0.1 + 0.2 must be 0.3. */

/** Cost is counted in millionths of the currency. */
export const COST_DECIMALS = 6;

/** As many digits as a safe integer has, and no exponent, sign, space or leading zero. ASCII digits only. */
const PLAIN = /^(0|[1-9][0-9]{0,15})(?:\.([0-9]{1,6}))?$/;

/**
 * Reads decimal text as a whole number of its smallest parts: with 6 decimals `0.12` is 120,000. undefined: the text is not plain decimal, has
 * more decimals, or is beyond the safe integers.
 */
export function parseDecimal(text: string, decimals: number): number | undefined {
  const [, whole, fraction = ''] = PLAIN.exec(text) ?? [];
  if (whole === undefined || fraction.length > decimals) return undefined;
  const value = BigInt(whole + fraction.padEnd(decimals, '0'));
  return value > Number.MAX_SAFE_INTEGER ? undefined : Number(value);
}

/** Writes a whole number of smallest parts as decimal text, without needless zeros: with 6 decimals 120,000 is `0.12`. */
export function formatDecimal(value: number | bigint, decimals: number): string {
  const exact = BigInt(value);
  const digits = String(exact < 0n ? -exact : exact).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = withoutEndingZeros(digits.slice(digits.length - decimals));
  return `${exact < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function withoutEndingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

/** Cost in millionths of the currency, as decimal text. */
export function formatCost(millionths: number | bigint): string {
  return formatDecimal(millionths, COST_DECIMALS);
}
