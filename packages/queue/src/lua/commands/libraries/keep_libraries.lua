-- keep_libraries: a process notes that it uses its library of functions, and learns which libraries nobody has used for a day. See command-caller.ts.
--   library      its name
--   removed      the names of libraries that it has removed since: without a note again, unless a process has come back and used one
-- Returns {'kept', woken, unused…}.
-- All times are Redis' own.

local UNUSED_MS = 86400 * 1000

local libraries, now = key('libraries'), redis_now()
local function is_unused(at)
  return tonumber(at) < now - UNUSED_MS
end

redis.call('HSET', libraries, op.library, whole(now))
for _, name in ipairs(op.removed) do
  if is_unused(redis.call('HGET', libraries, name) or now) then redis.call('HDEL', libraries, name) end
end
local unused = {}
for name, at in pairs(as_table(redis.call('HGETALL', libraries))) do
  if is_unused(at) then unused[#unused + 1] = name end
end
return { 'kept', woken, unpack(unused) }
