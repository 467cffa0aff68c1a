-- How many generations Getty accepts at once, learnt from its answers and refusals (`found`), if no setting gives it.
--
-- A slot's score in `slots:pending` shows its state at Getty: 0 granted, nothing sent; -(ms) sent at that instant, no answer yet; -1
-- accepted; above 0 reserved for a job that ended here but not at Getty. A refusal comes at once, so a call sent a while ago without
-- an answer is at Getty too. It may answer a POST only when the image is ready.
--
-- Until the first refusal the ceiling starts at 8 and grows by half, with what Getty accepts and with time. A refusal lowers it to what Getty
-- certainly holds, and begins an epoch: refusals of slots granted in an earlier one say nothing new. Until a call is accepted again, one
-- call at a time is sent. If it is refused, none is sent until Getty holds a fifth less, or for a time that doubles. From then on one more is
-- tried now and then. The tries come sooner and grow while none is refused; each refusal makes the next one wait twice as long.

-- Scoped: a script may have at most 200 local names, and all files share them.
local pending_epoch, pending_room, pending_slot_counts, pending_accepted, pending_refused, pending_try_more
do
local UNANSWERED_MS = 3000 -- a refusal would have come by then
local GROW_EVERY_MS = 1000
local PROBE_MS = 5000
local MOST_PROBE_MS = 32 * 1000
local SLOW_PROBE_MS = 60 * 1000
local LONG_STABLE_MS = 8 * 60 * 1000
local ACCEPTED_A_PROBE = 40 -- one refused call in about a hundred: each generation is polled as well
local HOLD_MS = 2000
local MOST_HOLD_MS = 32 * 1000
local MOST_EMPTY_HOLD_MS = 8 * 1000
local DRAINED = 0.8

function pending_epoch()
  return found_now('pending_epoch') or '0'
end

local function pending_taken()
  return redis.call('ZCARD', key('slots', 'pending'))
end

-- What Getty certainly holds: accepted and not ended, sent a while ago, and jobs that ended only here.
local function pending_held()
  local slots = key('slots', 'pending')
  return redis.call('ZCOUNT', slots, whole(UNANSWERED_MS - op.now), -1) + redis.call('ZCOUNT', slots, '(0', '+inf')
end

-- How many slots may be granted now; none if below 1.
function pending_room()
  local limit = account('pending')
  if limit then return limit - pending_taken() end
  local ceiling, taken = tonumber(found_now('pending') or START_PENDING), pending_taken()
  if not found_now('pending_unproven') or taken >= ceiling then return ceiling - taken end
  local held, hold_until = pending_held(), found_now('pending_hold_until')
  if hold_until and op.now < tonumber(hold_until) and held > tonumber(found_now('pending_hold_above')) then return 0 end
  return taken > held and 0 or 1
end

-- Whether this job's slot still counts: one of an earlier epoch does while there is room for it.
function pending_slot_counts(record)
  if record.slot ~= 'pending' or account('pending') then return true end
  return (record.slot_epoch or '0') == pending_epoch() or pending_taken() <= tonumber(found_now('pending') or START_PENDING)
end

-- Getty accepted a generation: its slot is marked, unless it was left already (`has_left`). Returns whether there is more room than before.
function pending_accepted(has_left)
  if account('pending') then return false end
  local found = key('found')
  local ceiling = tonumber(found_now('pending') or START_PENDING)
  local lowered, unproven = found_now('pending_lowered_at'), found_now('pending_unproven') ~= nil
  local held = pending_held() + (has_left and 1 or 0)
  if unproven then redis.call('HDEL', found, 'pending_unproven', 'pending_hold_ms', 'pending_hold_until', 'pending_hold_above') end
  if lowered then redis.call('HINCRBY', found, 'pending_accepted', 1) end
  local reached = lowered and held or math.floor(held * 1.5)
  if reached > ceiling then redis.call('HSET', found, 'pending', reached, 'pending_good', reached) end
  local rose = reached > ceiling or unproven
  if rose then found_changed() end
  return rose
end

-- Getty refused a generation because too many were pending.
function pending_refused(id, record)
  if account('pending') or (record.slot_epoch or '0') ~= pending_epoch() then return end
  redis.call('ZADD', key('slots', 'pending'), 'XX', 0, id) -- Getty does not have it
  local found = key('found')
  local state = redis.call('HMGET', found, 'pending', 'pending_good', 'pending_probe_ms', 'pending_unproven', 'pending_hold_ms', 'pending_lowered_at',
    'pending_stable_since', 'pending_accepted')
  local held = pending_held()
  local ceiling = math.max(1, held)
  local good = tonumber(state[2] or state[1] or START_PENDING)
  local set = { pending = ceiling, pending_good = ceiling, pending_step = 0, pending_lowered_at = whole(op.now), pending_accepted = 0 }

  -- A failed try leaves the limit unchanged; otherwise the limit has changed, and the search restarts. Refusals on the way down to a new
  -- limit are not failed tries, even if the last steps are small.
  local stable = state[6] and not state[4] and ceiling >= good * 0.9 - 1
  local since = stable and tonumber(state[7] or nil) or op.now
  local few = number(state[8] or nil) < ACCEPTED_A_PROBE
  local most = (few or op.now - since > LONG_STABLE_MS) and SLOW_PROBE_MS or MOST_PROBE_MS
  set.pending_stable_since = whole(since)
  set.pending_probe_ms = stable and math.min(tonumber(state[3] or PROBE_MS) * 2, most) or PROBE_MS
  set.pending_probe_at = whole(op.now + set.pending_probe_ms)

  local tried_more = stable and tonumber(state[1]) > good
  if not tried_more then set.pending_unproven = 1 end
  if state[4] then
    set.pending_hold_ms = math.min(tonumber(state[5] or HOLD_MS / 2) * 2, held == 0 and MOST_EMPTY_HOLD_MS or MOST_HOLD_MS)
    set.pending_hold_until = whole(op.now + set.pending_hold_ms)
    set.pending_hold_above = held == 0 and -1 or math.floor(held * DRAINED) -- a fifth of nothing never ends: then only time counts
  end
  redis.call('HINCRBY', found, 'pending_epoch', 1)
  store(found, set)
  found_changed()
end

-- Tries more if all slots are taken, sent and not refused, and jobs wait. Runs about once a second: growth does not depend on answers.
function pending_try_more()
  if account('pending') or getty_away() or redis.call('EXISTS', key('line', 'pending')) == 0 then return end
  local found = key('found')
  local state = redis.call('HMGET', found, 'pending', 'pending_lowered_at', 'pending_probe_at', 'pending_good', 'pending_step',
    'pending_grown_at', 'pending_probe_ms')
  local ceiling, taken = tonumber(state[1] or START_PENDING), pending_taken()
  if taken < ceiling then return end

  local slots = key('slots', 'pending')
  if redis.call('ZCOUNT', slots, 0, 0) * 5 > ceiling then return end -- not sent yet
  local unanswered = taken - pending_held()
  local wait_ms = unanswered * 5 > ceiling and UNANSWERED_MS or GROW_EVERY_MS
  if op.now < tonumber(state[6] or 0) + wait_ms then return end

  if not state[2] then
    redis.call('HSET', found, 'pending', ceiling + math.ceil(ceiling / 2), 'pending_grown_at', whole(op.now))
    found_changed()
    return
  end
  if op.now < tonumber(state[3] or 0) then return end
  -- The last try was accepted: twice as much more is tried now, and soon again.
  local taken_up = ceiling > tonumber(state[4] or ceiling)
  local step = taken_up and math.max(1, tonumber(state[5] or 0) * 2) or 1
  local set = {
    pending = ceiling + step, pending_good = ceiling, pending_step = step, pending_grown_at = whole(op.now),
    pending_probe_at = whole(op.now + (step == 1 and 2 or 1) * GROW_EVERY_MS), pending_probe_ms = state[7] or PROBE_MS,
  }
  if taken_up then set.pending_probe_ms, set.pending_stable_since = PROBE_MS, whole(op.now) end
  store(found, set)
  found_changed()
end
end
