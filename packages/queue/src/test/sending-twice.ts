import { Command, Redis } from 'ioredis';

/** A connection on which each of our commands arrives twice, as ioredis sends it if the first reply was lost. The second answer counts. */
export function sendingTwice(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const send = redis.sendCommand.bind(redis);
  const doubled = new WeakSet<Command>(); // one that waits for the connection comes again
  redis.sendCommand = (command, stream) => {
    if (command.name === 'fcall' && !doubled.has(command)) {
      const first = new Command('fcall', command.args);
      doubled.add(first).add(command);
      first.promise.catch((error: Error) => command.reject(error));
      void send(first, stream);
    }
    return send(command, stream);
  };
  return redis;
}
