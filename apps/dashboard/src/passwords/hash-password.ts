import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/** 19 MiB and two passes: the least that OWASP's cheat sheet on password storage asks of argon2id. About 25 ms of one core. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const FORM = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The argon2id hash of a password, in the usual form `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, { ...PARAMETERS, salt, bytes: HASH_BYTES });
  const { memory, passes, parallelism } = PARAMETERS;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${plain(salt)}$${plain(hash)}`;
}

/** Whether a password has this hash. @throws Error if the hash has another form */
export async function matchesHash(hash: string, password: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, expected] = FORM.exec(hash) ?? [];
  if (expected === undefined || salt === undefined) throw new Error('A stored password has an unknown form');
  const wanted = Buffer.from(expected, 'base64');
  const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const found = await derive(password, { ...parameters, salt: Buffer.from(salt, 'base64'), bytes: wanted.length });
  return timingSafeEqual(found, wanted);
}

type Parameters = typeof PARAMETERS & { salt: Buffer; bytes: number };

/** Keyboards write some letters in several ways; they are the same password. */
function derive(password: string, { salt, bytes, ...parameters }: Parameters): Promise<Buffer> {
  const given = { message: password.normalize('NFKC'), nonce: salt, tagLength: bytes, ...parameters };
  return new Promise((resolve, reject) => {
    argon2('argon2id', given, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
}

/** Base64 without padding. */
function plain(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
