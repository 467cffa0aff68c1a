import { createSocket } from 'node:dgram';
import { once } from 'node:events';

import { expect, test } from '@jest/globals';

import { createLookup } from './look-up.ts';

const KNOWN = Buffer.from('\u0005hooks\u0007example\u0000');
const NO_SUCH_NAME = 0x8183;
const ANSWER = 0x8180;
const A = 1;

/** A name server on loopback: it knows the IPv4 address of hooks.example, is silent about silent.*, and denies every other name. */
async function nameServer() {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    if (query.includes('silent')) return;
    const reply = Buffer.from(query);
    const type = query.readUInt16BE(query.indexOf(0, 12) + 1);
    const known = query.includes(KNOWN);
    reply.writeUInt16BE(known ? ANSWER : NO_SUCH_NAME, 2);
    reply.writeUInt16BE(known && type === A ? 1 : 0, 6);
    reply.writeUInt16BE(0, 10); // without the additional section of the query
    const question = reply.subarray(0, query.indexOf(0, 12) + 5);
    // A pointer to the name, type A, class IN, ten seconds, four bytes: 192.0.2.7
    const record = Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 10, 0, 4, 192, 0, 2, 7]);
    socket.send(known && type === A ? Buffer.concat([question, record]) : question, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

async function setup() {
  const server = await nameServer();
  const lookUp = createLookup({ servers: [server.address] });
  return { lookUp, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test('a name is answered from DNS', async () => {
  await using world = await setup();
  expect(await world.lookUp('hooks.example')).toEqual([{ address: '192.0.2.7', family: 4 }]);
});

test('a name unknown to DNS is resolved by the system', async () => {
  await using world = await setup();
  expect(await world.lookUp('localhost')).toContainEqual({ address: '127.0.0.1', family: 4 });
  await expect(world.lookUp('nobody.invalid')).rejects.toThrow('ENOTFOUND');
});

test('names with silent servers fail and delay no other name', async () => {
  await using world = await setup();
  const order: string[] = [];
  const silent = Array.from({ length: 20 }, (_, i) => world.lookUp(`silent-${i}.example`).finally(() => order.push('silent')));
  const refused = Promise.all(silent.map((each) => expect(each).rejects.toThrow('ETIMEOUT')));
  await world.lookUp('hooks.example').finally(() => order.push('hooks'));
  await world.lookUp('localhost').finally(() => order.push('localhost'));
  expect(order).toEqual(['hooks', 'localhost']);
  await refused;
});
