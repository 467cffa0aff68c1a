-- How many generations Getty takes at once, as its refusals show it (`found`), where no setting gives it.
--
-- The ceiling starts at 8 and grows by one with each acceptance while all slots are taken, which doubles it each round, until the first
-- refusal. Then it is what Getty surely had at that moment, and one more is tried now and then: after 10 seconds, and after twice as long
-- each time that fails.

local START_PENDING = 8
local PROBE_MS = 10 * 1000
local MOST_PROBE_MS = 10 * 60 * 1000

local function pending_ceiling()
  return given('pending') or tonumber(redis.call('HGET', key('found'), 'pending') or START_PENDING)
end

-- What Getty surely has: accepted and not ended (marked -1), and what it still has of jobs that ended here (above 0).
local function pending_confirmed()
  local slots = key('slots', 'pending')
  return redis.call('ZCOUNT', slots, -1, -1) + redis.call('ZCOUNT', slots, '(0', '+inf')
end

-- A generation was accepted while `taken` slots were taken. Returns whether the ceiling rose.
local function pending_accepted(taken)
  if given('pending') then return false end
  local ceiling = pending_ceiling()
  local confirmed = pending_confirmed() + 1
  if confirmed > ceiling then
    -- On its way when the ceiling fell, and taken all the same: Getty holds as many.
    redis.call('HSET', key('found'), 'pending', confirmed)
    return false
  end
  if taken < ceiling then return false end
  local state = redis.call('HMGET', key('found'), 'pending_lowered_at', 'pending_probe_at', 'pending_probe_ms')
  if state[1] then
    if op.now < tonumber(state[2]) then return false end
    redis.call('HSET', key('found'), 'pending_probe_at', op.now + tonumber(state[3]))
  end
  redis.call('HSET', key('found'), 'pending', ceiling + 1)
  return true
end

-- A generation was refused because too many were pending. Calls that were on their way when the ceiling fell say nothing new.
local function pending_refused(record)
  if given('pending') then return end
  local state = redis.call('HMGET', key('found'), 'pending_lowered_at', 'pending_probe_ms')
  if state[1] and number(record.intent_at) <= tonumber(state[1]) then return end
  local probe_ms = state[1] and math.min(tonumber(state[2]) * 2, MOST_PROBE_MS) or PROBE_MS
  local ceiling = math.max(1, math.min(pending_ceiling() - 1, pending_confirmed()))
  redis.call('HSET', key('found'), 'pending', ceiling, 'pending_lowered_at', op.now, 'pending_probe_at', op.now + probe_ms, 'pending_probe_ms', probe_ms)
end
