-- How many calls a second Getty takes, as a setting gives it or as its refusals show it (`found`).
--
-- Unlimited until the first refusal; then ten a second, growing by a quarter each second in which that many were asked for, until the
-- next, which takes the last quarter back. From then on it stays a little below where it was refused last, and tries a little more only
-- now and then. A refusal close upon another takes a fifth off; from there it comes back by a twentieth each second.

local START_QUERIES = 10
local LEAST_QUERIES = 0.2
-- One failed try costs one refused call: with a try in 110 calls at the most, under 1 % are refused.
local QUERY_PROBE_MS = 5 * 1000
local MOST_QUERY_PROBE_MS = 10 * 1000
local CALLS_A_PROBE = 110
local GROW_EVERY_MS = 1000
local CLIMB = 1.25 -- a second, until the first refusal
local ASKED = 0.85 -- of the rate is all of it: some come late
local BELOW = 0.97 -- of the rate refused last: where calls go on unrefused, with room for those that come late and meet the next
local STEP = 1.03 -- what is tried beyond
local CLOSE_MS = 3000
local CLOSE = 0.8
local PAUSE_MS = 1200 -- a little more than the second that Getty counts over

-- Whether calls must ask for their time at all.
local function paced()
  return redis.call('EXISTS', key('limits', 'queries')) == 1 or redis.call('HEXISTS', key('found'), 'queries') == 1
end

-- Times are given out ahead, so a new rate holds from where it was first given (ms). `query-rates` holds the one in effect and those to come.
local function noted_at(index)
  local from, rate = string.match(redis.call('LINDEX', key('query-rates'), index) or '', '^(%S+) (%S+)$')
  return tonumber(from or nil), tonumber(rate or nil)
end

local function forget_past_rates()
  local next_from = noted_at(1)
  while next_from and next_from <= op.now do
    redis.call('LPOP', key('query-rates'))
    next_from = noted_at(1)
  end
end

-- The rate at which calls are made at this moment.
local function rate_in_effect()
  forget_past_rates()
  local from, rate = noted_at(0)
  return from and from <= op.now and rate or nil
end

local function note_rate(from, rate)
  forget_past_rates()
  redis.call('RPUSH', key('query-rates'), from .. ' ' .. rate)
end

-- The rate found, for one call more; grown if calls ask for all of it, so that a refusal tells of the rate they were made at. nil where
-- none was found.
local function found_rate(arrival)
  local found = key('found')
  local state = redis.call('HMGET', found, 'queries', 'queries_refused', 'queries_grow_at', 'queries_probe_ms', 'queries_asked_since')
  local rate, refused = tonumber(state[1] or ''), tonumber(state[2] or '')
  if not rate then return nil end
  local asked = redis.call('HINCRBY', found, 'queries_asked', 1)
  if op.now < tonumber(state[3]) then return rate end
  local asked_rate = asked * 1000 / math.max(1, op.now - tonumber(state[5] or '0'))
  redis.call('HSET', found, 'queries_asked', 0, 'queries_asked_since', op.now, 'queries_grow_at', op.now + GROW_EVERY_MS)
  if asked_rate < rate * ASKED then return rate end
  local grow_ms = GROW_EVERY_MS
  if not refused then
    rate = rate * CLIMB
  elseif rate < refused * BELOW then
    rate = math.min(rate * 1.05, refused * BELOW)
  else
    rate = rate * STEP
  end
  if refused and rate > refused * STEP then
    -- More than was refused last is taken now: that refusal is out of date.
    refused = rate * 1.2
    redis.call('HSET', found, 'queries_refused', refused)
  end
  if refused and rate >= refused * BELOW then grow_ms = math.max(tonumber(state[4]), CALLS_A_PROBE * 1000 / rate) end
  redis.call('HSET', found, 'queries', rate, 'queries_grow_at', op.now + grow_ms)
  note_rate(arrival, rate)
  return rate
end

-- Gives a call its own time and returns how long it has to wait, in ms (GCRA without a burst: the theoretical arrival time moves by one
-- interval a call).
local function query_wait()
  local arrival = math.max(tonumber(redis.call('GET', key('queries')) or '0'), op.now)
  local rate = given('queries') or found_rate(arrival)
  if not rate then return 0 end
  local interval = 1000 / rate
  redis.call('SET', key('queries'), arrival + interval, 'PX', math.ceil(arrival + interval - op.now) + 1000)
  return math.ceil(arrival - op.now)
end

-- Each time the rate falls an epoch begins: times given out before are void, and refusals of calls made at them say nothing new.
local function query_epoch()
  return redis.call('HGET', key('found'), 'queries_epoch') or '0'
end

-- A call of this epoch was refused because there were too many a second: the rate falls.
local function queries_refused(epoch)
  if epoch ~= query_epoch() then return end
  local state = redis.call('HMGET', key('found'), 'queries', 'queries_refused', 'queries_lowered_at', 'queries_probe_ms')
  redis.call('HINCRBY', key('found'), 'queries_epoch', 1)

  local rate = rate_in_effect() or tonumber(state[1] or '')
  local close = rate and op.now - tonumber(state[3]) < CLOSE_MS
  local near = state[2] and not close
  -- One try too many: the next of those evenly spaced calls finds room. Else calls have crowded: the second that Getty counts over passes.
  local pause_ms = near and 1000 / rate or PAUSE_MS
  redis.call('SET', key('queries'), op.now + pause_ms, 'PX', math.ceil(pause_ms) + 1000)
  local probe_ms = QUERY_PROBE_MS
  if rate then
    if state[2] then probe_ms = math.min(tonumber(state[4]) * (close and 1 or 2), MOST_QUERY_PROBE_MS) end
    -- Close upon another, a refusal tells of crowding and not of this rate.
    if not close then redis.call('HSET', key('found'), 'queries_refused', rate) end
    rate = math.max(LEAST_QUERIES, rate * (close and CLOSE or near and BELOW or 1 / CLIMB))
  elseif given('queries') then
    return
  else
    rate = START_QUERIES
  end
  redis.call('DEL', key('query-rates'))
  note_rate(op.now, rate)
  redis.call('HSET', key('found'), 'queries', rate, 'queries_lowered_at', op.now, 'queries_probe_ms', probe_ms,
    'queries_grow_at', op.now + (near and probe_ms or GROW_EVERY_MS), 'queries_asked', 0, 'queries_asked_since', op.now)
end
