-- How many calls a second Getty accepts, configured or learnt from refusals (`found`), measured by Redis' own clock, since clocks of
-- workers differ. A call is made at its turn. Turns are evenly spaced and assigned only `TURNS_AHEAD_MS` ahead, so a new rate applies at
-- once.
-- A turn's mark, "<epoch>@<rate>", says at which rate the call was made.
--
-- Unlimited until the first refusal; then ten a second, growing while that many are asked for. The rate is kept a little below the one that
-- was refused last, and now and then a little more is tried. Growth doubles with each step that is not refused. A refusal begins an epoch,
-- takes the last step back, and says nothing where its call was made in an earlier one. Refusals close upon another, with no growth between
-- them, take a third off. After several of these the rate comes back by threes, since they indicate an outage, not a rate.

-- Scoped: a script may have at most 200 local names, and all files share them.
local TURNS_AHEAD_MS = 600
local START_QUERIES = 10
local paced, query_epoch, next_turn_at, book, call_passed, queries_refused
do
local LEAST_QUERIES = 0.5
local GROW_EVERY_MS = 1000
local VERIFY_MS = 1500
local CALLS_A_PROBE = 125 -- one refused try in so many is under 1 %
local LEAST_PROBE_MS = 5 * 1000
local MOST_PROBE_MS = 26 * 1000
local ASKED = 0.85 -- of the rate is all of it: some come late
local BELOW = 0.975 -- of the rate refused last: room for calls that come late and meet the next
local STEP = 0.03
local START_STEP = 0.25
local MOST_STEP = 0.5
local CLOSE_MS = 3000
local CLOSE = 0.6
local SETTLE_MS = 1500 -- calls made before a rate fell still count this long
local SPREAD_MS = 30 -- calls are not made at their turn exactly: Getty must not see one more in a second
local STORM = 3
local STORM_STEP = 2
local MOST_AHEAD_MS = 30 * 1000
local MOST_AHEAD = 50
local PAUSE_MS = 1200 -- a little more than the second that Getty counts over

-- Whether calls must take a turn at all.
function paced()
  return (account('queries') or found_now('queries')) ~= nil
end

function query_epoch()
  return found_now('queries_epoch') or '0'
end

-- `class`: of calls that are no job's, see reserve.lua. Only few calls ahead are booked. What is further away is of a Redis whose clock was ahead of this one's.
-- It would hold up all calls until this one has come there.
function next_turn_at(now, class)
  local at = tonumber(redis.call('GET', key('turns', class)) or '0')
  if at > now + MOST_AHEAD_MS and at > now + MOST_AHEAD * 1000 / (account('queries') or tonumber(found_now('queries')) or START_QUERIES) then return now end
  return math.max(at, now)
end

-- The next rate after `rate` was not refused, and how long to keep it.
local function grown(rate, refused, step, storms)
  local most = storms >= STORM and STORM_STEP or MOST_STEP
  local probe_ms = math.min(MOST_PROBE_MS, math.max(LEAST_PROBE_MS, CALLS_A_PROBE * 1000 / rate))
  if not refused or rate > refused then -- no refused rate is known, or this one is higher
    step = math.min(step * 3, most)
    return rate * (1 + step), step, false, GROW_EVERY_MS
  end
  local kept = refused * BELOW
  if rate >= kept * 0.999 then return rate * (1 + STEP), STEP, refused, VERIFY_MS end
  step = math.min(math.max(step * 2, STEP), most)
  if rate * (1 + step) >= kept then return kept, STEP / 2, refused, probe_ms end
  return rate * (1 + step), step, refused, GROW_EVERY_MS
end

-- The found rate for one more call; it grows if calls use all of it. nil if none was found.
local function found_rate(now)
  local found = key('found')
  local state = redis.call('HMGET', found, 'queries', 'queries_refused', 'queries_grow_at', 'queries_step', 'queries_asked_since', 'queries_storms',
    'queries_passed', 'queries_epoch')
  local rate = tonumber(state[1] or nil)
  if not rate then return nil end
  local asked = redis.call('HINCRBY', found, 'queries_asked', 1)
  -- While everything is refused the rate is unknown: it grows once a call has passed.
  if now < tonumber(state[3] or 0) or state[7] ~= state[8] then return rate end
  local since = tonumber(state[5] or 0)
  local enough = (asked + 1) * 1000 >= rate * ASKED * (now - since)
  redis.call('HSET', found, 'queries_asked', 0, 'queries_asked_since', now, 'queries_grow_at', now + GROW_EVERY_MS)
  if not enough then return rate end
  local refused, step, stay_ms
  rate, step, refused, stay_ms = grown(rate, tonumber(state[2] or nil), tonumber(state[4] or STEP), tonumber(state[6] or 0))
  if not refused then redis.call('HDEL', found, 'queries_refused') end
  redis.call('HSET', found, 'queries', rate, 'queries_step', step, 'queries_grown', 1, 'queries_grow_at', next_turn_at(now) + math.max(stay_ms, 1000 / rate))
  found_changed()
  return rate
end

-- Assigns a turn at `at` (ms by Redis' clock) and returns its mark.
function book(now, at)
  local limit = account('queries')
  local rate = limit or found_rate(now)
  if not rate then return query_epoch() end
  local next_at = next_turn_at(now) + (1000 + (limit and SPREAD_MS or 0)) / rate
  redis.call('SET', key('turns'), next_at, 'PX', math.ceil(math.max(0, next_at - now)) + 1000)
  return query_epoch() .. '@' .. rate
end

-- A call with this turn was not refused for the rate.
function call_passed(turn)
  local epoch = string.match(turn or '', ' (%d+)@')
  if epoch and epoch == query_epoch() then redis.call('HSET', key('found'), 'queries_passed', epoch) end
end

-- A call with this mark was refused because of too many calls a second: the rate falls.
function queries_refused(mark)
  local epoch, marked = string.match(mark or '', '^(%d+)@?(.*)$')
  if epoch ~= query_epoch() then return end
  local found, now = key('found'), redis_now()
  local state = redis.call('HMGET', found, 'queries', 'queries_lowered_at', 'queries_step', 'queries_grown', 'queries_storms')
  redis.call('HINCRBY', found, 'queries_epoch', 1)
  found_changed()

  local rate = tonumber(marked) or tonumber(state[1] or nil)
  local stays = account('queries') and not state[1]
  local storms, since = tonumber(state[5] or 0), now - tonumber(state[2] or 0)
  local recent = rate and since < math.max(CLOSE_MS, PAUSE_MS + 2000 / rate)
  local close = recent and (not state[4] or storms > 0)
  -- Earlier calls fill the second over which Getty counts: further refusals only show that this second has to pass.
  local settling = close and since < SETTLE_MS
  local one_step = rate and not close and not stays
  local step = tonumber(state[3] or STEP)
  local pause_ms = one_step and 1000 / rate + 1000 * step / (1 + step) or PAUSE_MS
  local resume_at = one_step and next_turn_at(now) + pause_ms or math.max(next_turn_at(now), now + pause_ms)
  redis.call('SET', key('turns'), resume_at, 'PX', math.ceil(resume_at - now) + 1000)
  if stays then return end
  redis.call('HSET', found, 'queries_asked', 0, 'queries_asked_since', resume_at, 'queries_grow_at', resume_at + math.max(GROW_EVERY_MS, 1000 / (rate or START_QUERIES)))
  if settling then return end

  if not rate then
    rate, step = START_QUERIES, START_STEP / 2
  elseif close then
    rate, storms = math.max(LEAST_QUERIES, rate * CLOSE), storms + 1
    step = storms >= STORM and STORM_STEP / 2 or STEP
  else
    redis.call('HSET', found, 'queries_refused', rate)
    rate, storms = math.max(LEAST_QUERIES, rate / (1 + math.max(step, STEP))), recent and 1 or 0
    step = math.max(STEP / 3, step / 8)
  end
  redis.call('HDEL', found, 'queries_grown')
  redis.call('HSET', found, 'queries', rate, 'queries_step', step, 'queries_storms', storms, 'queries_lowered_at', now)
  found_changed()
end
end
