-- Called before each Lua command of the product in a simulated world, where Redis' clock is the world's. It hides `redis` behind one that
-- knows the time and how often Redis was replaced by its replica (the last two arguments: ms, count), and notes when keys are to go: Redis itself would take them by the true time.

function(real, keys, argv)
  local now = tonumber(table.remove(argv))
  local failovers = tonumber(table.remove(argv))
  local expiries = keys[1] .. ':simulated:expiries'

  for _, gone in ipairs(real.call('ZRANGEBYSCORE', expiries, '-inf', now)) do
    -- A command that only reads may not remove them: the next that writes does.
    if type(real.pcall('DEL', gone)) == 'number' then real.call('ZREM', expiries, gone) end
  end

  -- SET without its expiry, which is noted instead.
  local function set(args)
    local kept, at = {}, nil
    local i = 1
    while i <= #args do
      local word = type(args[i]) == 'string' and string.upper(args[i]) or ''
      if i > 2 and (word == 'PX' or word == 'EX') then
        at = now + tonumber(args[i + 1]) * (word == 'EX' and 1000 or 1)
        i = i + 2
      else
        kept[#kept + 1] = args[i]
        i = i + 1
      end
    end
    if at then real.call('ZADD', expiries, at, args[1]) else real.call('ZREM', expiries, args[1]) end
    return real.call('SET', unpack(kept))
  end

  -- XADD with an id of its own that bears the time.
  local function append(args)
    local i = 2
    while i <= #args do
      local word = string.upper(args[i])
      if word == 'NOMKSTREAM' then
        i = i + 1
      elseif word == 'MAXLEN' or word == 'MINID' then
        i = i + ((args[i + 1] == '~' or args[i + 1] == '=') and 3 or 2)
      elseif word == 'LIMIT' then
        i = i + 2
      else
        break
      end
    end
    if args[i] ~= '*' then return real.call('XADD', unpack(args)) end
    args[i] = string.format('%.0f', now) .. '-*'
    local answer = real.pcall('XADD', unpack(args))
    if type(answer) ~= 'table' or not string.find(answer.err, 'equal or smaller') then return answer end
    -- The clock of the Redis before was ahead: numbers go on.
    local info = real.call('XINFO', 'STREAM', args[1])
    for n = 1, #info, 2 do
      if info[n] == 'last-generated-id' then args[i] = string.match(info[n + 1], '^%d+') .. '-*' end
    end
    return real.call('XADD', unpack(args))
  end

  -- What Redis lists in an order of its own, which another server would not repeat.
  local function sorted(list)
    table.sort(list)
    return list
  end

  local function call(name, ...)
    local command = string.upper(name)
    if command == 'TIME' then return { string.format('%.0f', math.floor(now / 1000)), string.format('%.0f', (now % 1000) * 1000) } end
    if command == 'INFO' then
      local id = function(number) return string.format('%040x', number) end
      return 'run_id:' .. id(failovers + 1) .. '\r\nmaster_replid2:' .. id(failovers) .. '\r\n'
    end
    if command == 'SET' then return set({ ... }) end
    if command == 'XADD' then return append({ ... }) end
    if command == 'PEXPIRE' or command == 'EXPIRE' then
      local args = { ... }
      return real.call('ZADD', expiries, now + tonumber(args[2]) * (command == 'EXPIRE' and 1000 or 1), args[1])
    end
    if command == 'SPOP' then
      local first = sorted(real.call('SMEMBERS', (...)))[1]
      if first then real.call('SREM', (...), first) end
      return first or false
    end
    if command == 'SMEMBERS' or command == 'HKEYS' then return sorted(real.call(name, ...)) end
    return real.call(name, ...)
  end

  return setmetatable({ call = call }, { __index = real }), argv
end
