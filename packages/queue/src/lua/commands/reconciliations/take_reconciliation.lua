-- take_reconciliation: gives a worker an open reconciliation that nobody holds. Begins the daily one when its time has come.
--   holder       unique for this turn of the worker: a repeated command gives the same one
--   lease        ms: without a step for so long, another worker may take it
--   daily        the id of the daily one, if it is due
--   delay        ms after midnight (UTC, by Redis' clock) at which the daily one begins
-- Returns {'taken', woken, id} | {'none'}.

local DAY_MS = 86400 * 1000
local MOST_DAYS = 7 -- after a long stop the daily one covers no more

local now = redis_now()
local open = key('reconciliations-open')
for _, id in ipairs(redis.call('ZRANGEBYSCORE', open, '(' .. whole(now), '+inf', 'LIMIT', 0, 100)) do
  if redis.call('HGET', key('reconciliation-work', id), 'holder') == op.holder then return { 'taken', woken, id } end
end

local function is_daily_open()
  for _, id in ipairs(redis.call('ZRANGE', open, 0, -1)) do
    if redis.call('HGET', key('reconciliation', id), 'trigger') == 'daily' then return true end
  end
  return false
end

-- An installation begins with its first full day. A clock that was far ahead once does not stop it for ever.
local midnight = math.floor((now - op.delay) / DAY_MS) * DAY_MS
local covered = tonumber(redis.call('GET', key('reconciliation-daily')) or nil)
if not covered or covered > midnight + DAY_MS then
  redis.call('SET', key('reconciliation-daily'), whole(midnight))
elseif covered < midnight and not is_daily_open() then
  local from = math.max(covered, midnight - MOST_DAYS * DAY_MS)
  reconciliations.open_reconciliation(op.daily, { trigger = 'daily', status = 'running', from = whole(from), to = whole(midnight), created_at = whole(now) })
  redis.call('SET', key('reconciliation-daily'), whole(midnight))
end

local id = redis.call('ZRANGEBYSCORE', open, '-inf', now, 'LIMIT', 0, 1)[1]
if not id then return { 'none', woken } end
redis.call('ZADD', open, now + op.lease, id)
redis.call('HSET', key('reconciliation-work', id), 'holder', op.holder)
redis.call('HDEL', key('reconciliation', id), 'resume_at')
return { 'taken', woken, id }
