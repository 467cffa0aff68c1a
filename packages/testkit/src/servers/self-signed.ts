import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';

/** A certificate that signs itself, and its key, both as PEM. */
export type SelfSigned = { cert: string; key: string };

const DAY_MS = 86_400_000;
const [INTEGER, BIT_STRING, OCTET_STRING, OID, SEQUENCE, SET, UTF8, TIME] = [2, 3, 4, 6, 0x30, 0x31, 12, 24] as const;
const ECDSA_WITH_SHA256 = der(SEQUENCE, der(OID, Buffer.from('2a8648ce3d040302', 'hex')));
const COMMON_NAME = der(OID, Buffer.from('550403', 'hex'));
const ALTERNATIVE_NAMES = der(OID, Buffer.from('551d11', 'hex'));

/** Makes a certificate of a server on 127.0.0.1 for these names, for a day. Node can check certificates, but not make them. */
export function selfSigned(names: string[] = ['localhost']): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, Buffer.from(names[0]!)))));
  const alternatives = [...names.map((each) => der(0x82, Buffer.from(each))), der(0x87, Buffer.from([127, 0, 0, 1]))];
  const body = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))), // version 3
    der(INTEGER, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    name,
    der(SEQUENCE, time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, der(SEQUENCE, ALTERNATIVE_NAMES, der(OCTET_STRING, der(SEQUENCE, ...alternatives))))),
  );
  const signature = der(BIT_STRING, Buffer.from([0]), sign('sha256', body, privateKey));
  const cert = new X509Certificate(der(SEQUENCE, body, ECDSA_WITH_SHA256, signature)).toString();
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** One value in DER: its tag, its length, its bytes. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const bytes = Buffer.concat(parts);
  const { length } = bytes;
  const lengths = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengths]), bytes]);
}

function time(at: number): Buffer {
  return der(TIME, Buffer.from(new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')));
}
