-- note_getty: what calls to Getty came to, as far as it says whether Getty is there. Three failures in a row, of all processes together, make it away.
-- They are of two kinds of call, since one kind alone may be broken by itself, or of the token alone, without which there is no call. Any good answer
-- ends that.
--   good         true: Getty answered
--   kind?        of a failure: the kind of call
--   cause?       of a failure: 'unreachable' | 'credentials'
-- Returns {'noted', woken} | {'doubted', woken, kinds} | {'away', woken, cause} | {'back', woken, since}.
--   doubted      the caller should ask Getty by another kind of call; away: from now on

local FAILURES = 3
local ASK_FIRST_MS = 1000
local DOUBT_AGAIN_MS = 2000
local FORGET_MS = 10 * 60 * 1000

local failures = key('getty-failures')
if op.good then
  redis.call('DEL', failures)
  local since = end_pause(GETTY_AWAY)
  if not since then return { 'noted', woken } end
  release(GETTY_AWAY, 20)
  return { 'back', woken, since }
end
if getty_away() then return { 'noted', woken } end

local count = redis.call('HINCRBY', failures, 'count', 1)
redis.call('HSET', failures, 'kind.' .. op.kind, '1')
redis.call('PEXPIRE', failures, FORGET_MS)
if count < FAILURES then return { 'noted', woken } end

local kinds = {}
for _, field in ipairs(redis.call('HKEYS', failures)) do
  local kind = string.match(field, '^kind%.(.+)$')
  if kind then kinds[#kinds + 1] = kind end
end
if #kinds > 1 or op.kind == 'token' then
  pause(GETTY_AWAY, ASK_FIRST_MS)
  redis.call('HSET', failures, 'cause', op.cause)
  redis.call('PERSIST', failures)
  return { 'away', woken, op.cause }
end
if op.now < number(redis.call('HGET', failures, 'doubted_at') or nil) + DOUBT_AGAIN_MS then return { 'noted', woken } end
redis.call('HSET', failures, 'doubted_at', op.now)
return { 'doubted', woken, table.concat(kinds, ' ') }
