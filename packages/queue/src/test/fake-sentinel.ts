import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export type FakeSentinel = AsyncDisposable & {
  readonly place: string;
  /** How often it was asked for the master. */
  readonly asked: number;
  names(port: number, epoch: number): void;
  /** Whether it is exchanging the master at this moment. */
  exchanges(now: boolean): void;
  /** The other sentinels that it knows. */
  knows(places: string[]): void;
  /** Answers nothing from now on, and keeps connections. */
  hang(): void;
};

type Given = { port: number; epoch?: number; password?: string; at?: number; id?: string; others?: number };

/** A sentinel that names the server it is given, so that a test can exchange the master at any moment. `password`: it wants one. `at`: its own port. `others`: so many more exist. */
export async function fakeSentinel(given: Given): Promise<FakeSentinel> {
  let master = { port: given.port, epoch: given.epoch ?? 1 };
  let hangs = false;
  let isExchanging = false;
  let known = Array.from({ length: given.others ?? 0 }, () => '127.0.0.1:1');
  let asked = 0;
  const open = new Set<Socket>();

  const answer = ([name = '', ...words]: string[], session: { isKnown: boolean }): string => {
    if (name === 'auth') {
      session.isKnown = words.at(-1) === given.password;
      return session.isKnown ? '+OK\r\n' : '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
    }
    if (!session.isKnown) return '-NOAUTH Authentication required.\r\n';
    const asks = name === 'sentinel' ? words[0]?.toLowerCase() : undefined;
    if (asks === 'myid' && given.id !== undefined) return bulk(given.id);
    if (asks === 'sentinels')
      return array(known.map((place) => array(['ip', place.split(':')[0]!, 'port', place.split(':')[1]!].map(bulk))));
    if (asks !== 'master') return `-ERR unknown command '${name}'\r\n`;
    asked++;
    if (words[1] !== 'm') return '-ERR No such master with that name\r\n';
    const flags = isExchanging ? 'master,failover_in_progress' : 'master';
    return array(['name', 'm', 'ip', '127.0.0.1', 'port', `${master.port}`, 'flags', flags, 'config-epoch', `${master.epoch}`].map(bulk));
  };

  const server = createServer((socket) => {
    const session = { isKnown: given.password === undefined };
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.on('data', (chunk) => {
      if (!hangs) for (const command of commandsIn(String(chunk))) socket.write(answer(command, session));
    });
  });
  await once(server.listen(given.at ?? 0, '127.0.0.1'), 'listening');
  return {
    place: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get asked() {
      return asked;
    },
    names: (port, epoch) => (master = { port, epoch }),
    exchanges: (now) => (isExchanging = now),
    knows: (places) => (known = places),
    hang: () => (hangs = true),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}

function array(encoded: string[]): string {
  return `*${encoded.length}\r\n${encoded.join('')}`;
}

/** `*2\r\n$4\r\nauth\r\n$2\r\npw\r\n` → `['auth', 'pw']`, the name in small letters. */
function commandsIn(text: string): string[][] {
  return text
    .split(/^\*\d+\r\n/m)
    .filter((part) => part !== '')
    .map((part) => part.split('\r\n').filter((_, index) => index % 2 === 1))
    .map(([name = '', ...words]) => [name.toLowerCase(), ...words]);
}
