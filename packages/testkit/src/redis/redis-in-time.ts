import { Redis } from 'ioredis';

import { nearestAddress } from './redis-socket.ts';

/**
 * Opens a connection to a Redis in which our Lua commands read `now` (ms) as Redis' own clock. `onCommand` gets the promise of each
 * command's answer.
 */
export function redisInTime(url: string, now: () => number, onCommand: (answer: Promise<unknown>) => void): Redis {
  const redis = new Redis(nearestAddress(url), { maxRetriesPerRequest: null });
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    onCommand(command.promise);
    return send(command, stream);
  };
  const simulatedLua = { redis: TIME_OF_THE_OPERATION, operation: () => ({ virtual_now: now() }) };
  return Object.assign(redis, { simulatedLua });
}

/** A command sees all of Redis, except the time. It reads the operation once: that of a large batch takes milliseconds, and each of its jobs asks for the time. */
const TIME_OF_THE_OPERATION = `
function(real, keys, argv)
  local now
  return setmetatable({
    call = function(name, ...)
      if name ~= 'TIME' then return real.call(name, ...) end
      now = now or cjson.decode(argv[1]).virtual_now
      return { string.format('%d', math.floor(now / 1000)), string.format('%d', (now % 1000) * 1000) }
    end,
  }, { __index = real }), argv
end
`;
