import { z } from 'zod';

const LEAST = 12;
const MOST = 200;

/** A password that a person chooses. Length is what counts, so there are no rules about kinds of letters. */
export const NewPassword = z
  .string()
  .min(LEAST, `must have at least ${LEAST} characters`)
  .max(MOST, `must have at most ${MOST} characters`);

/** What is wrong with a password for the person with this name, or null. */
export function refusePassword(password: string, name: string): string | null {
  const { error } = NewPassword.safeParse(password);
  if (error) return error.issues[0]?.message ?? 'is not valid';
  const plain = password.toLowerCase();
  if (plain.includes(name.toLowerCase()) && name.length >= 3) return 'must not contain the name';
  return new Set(plain).size < 4 ? 'must not repeat so few characters' : null;
}
