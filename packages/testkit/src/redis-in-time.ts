import { Redis } from 'ioredis';

type Command = (root: string, operation: string, ...texts: string[]) => Promise<unknown>;

/**
 * Opens a connection to a Redis in which our Lua commands read `now` (ms) as Redis' own clock. `onCommand` gets the promise of each
 * command's answer.
 */
export function redisInTime(url: string, now: () => number, onCommand: (answer: Promise<unknown>) => void): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    onCommand(command.promise);
    return send(command, stream);
  };
  const define = redis.defineCommand.bind(redis);
  redis.defineCommand = (name, definition) => {
    if (!name.startsWith('darkroom_')) return define(name, definition); // BullMQ's
    define(name, { ...definition, lua: TIME_OF_THE_OPERATION + definition.lua });
    const commands = redis as unknown as Record<string, Command>;
    const command = commands[name]!.bind(redis);
    commands[name] = (root, operation, ...texts) => command(root, `${operation.slice(0, -1)},"virtual_now":${now()}}`, ...texts);
  };
  return redis;
}

/** A command sees all of Redis, except the time. */
const TIME_OF_THE_OPERATION = `
local real_redis = redis
local redis = setmetatable({
  call = function(name, ...)
    if name ~= 'TIME' then return real_redis.call(name, ...) end
    local now = cjson.decode(ARGV[1]).virtual_now
    return { string.format('%d', math.floor(now / 1000)), string.format('%d', (now % 1000) * 1000) }
  end,
}, { __index = real_redis })
`;
