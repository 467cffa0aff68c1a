import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address in front of a Redis that may become another. Disposing cuts all connections. */
export type Forwarder = AsyncDisposable & {
  readonly url: string;
  /** New connections lead there; those that are open stay where they are, as behind a name that moves. */
  leadTo(target: { port: number }): void;
  /** From now on a connection that sends one of these words has lost its other end without a word: it stays open, and nothing passes any more. */
  loseWhoSends(...words: string[]): void;
};

export async function startForwarder(target: { port: number }): Promise<Forwarder> {
  let { port } = target;
  let words: string[] = [];
  const open = new Set<Socket>();

  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    let lost = false;
    client.on('data', (chunk: Buffer) => {
      const sent = chunk.toString('latin1').toLowerCase();
      lost ||= words.some((word) => sent.includes(word));
      if (!lost) redis.write(chunk);
    });
    redis.on('data', (chunk: Buffer) => void (lost || client.write(chunk)));
    joinEnds(client, redis, open);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (next) => void ({ port } = next),
    loseWhoSends: (...given) => void (words = given.map((word) => word.toLowerCase())),
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** When one side goes, in whatever way, the other goes too. */
function joinEnds(one: Socket, other: Socket, open: Set<Socket>): void {
  for (const [socket, peer] of [
    [one, other],
    [other, one],
  ] as const) {
    open.add(socket);
    socket.on('error', () => peer.destroy());
    socket.on('close', () => {
      open.delete(socket);
      peer.destroy();
    });
  }
}
