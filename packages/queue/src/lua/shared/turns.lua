-- Whose turn it is. A call that finds no turn within `TURNS_AHEAD_MS` waits without one, in a line: `turn.poll` for polls and look-ups of
-- paid work, `turn.slot` for paid calls of jobs that hold a pending slot, `turn.paid` for other paid calls. Lines are fair between tenants,
-- as those for slots are. Polls go first, but one turn in ten goes to paid calls. Those with a slot and those without alternate: a slot
-- that waits behind a tenant's downloads is missing to all. Whatever command runs hands out the turns that have come near, and so does the sweep.

local ONE_IN = 10
local MOST_TURNS = 100
local TURN_KEPT_MS = 5000 -- an unused turn is lost after this time

local function turn_line(class, record)
  return class == PAID and record.slot == 'pending' and SLOTTED or class
end

local function turns_waited_for()
  return redis.call('EXISTS', key('line', POLLS), key('line', SLOTTED), key('line', PAID)) > 0
end

-- Alternates if both wait.
local function next_paid_line()
  local slotted, other = redis.call('EXISTS', key('line', SLOTTED)) == 1, redis.call('EXISTS', key('line', PAID)) == 1
  if slotted and other then return redis.call('HINCRBY', key('found'), 'paid_turns_given', 1) % 2 == 0 and PAID or SLOTTED end
  return slotted and SLOTTED or PAID
end

local function next_for_turn()
  local polls = redis.call('EXISTS', key('line', POLLS)) == 1
  local paid = redis.call('EXISTS', key('line', SLOTTED), key('line', PAID)) > 0
  if not polls and not paid then return nil end
  local polls_next = polls and not (paid and redis.call('HINCRBY', key('found'), 'turns_given', 1) % ONE_IN == 0)
  local resource = polls_next and POLLS or next_paid_line()
  return line_next(resource), resource
end

local function hand_out_turns()
  if not turns_waited_for() then return end
  local now = redis_now()
  for _ = 1, MOST_TURNS do
    local at = next_turn_at(now)
    if at > now + TURNS_AHEAD_MS then return end
    local id, resource = next_for_turn()
    if not id then return end
    local job = redis.call('HMGET', key('job', id), 'line', 'type', 'run')
    if job[1] == resource then
      redis.call('HSET', key('job', id), 'turn', whole(at) .. ' ' .. book(now, at))
      redis.call('HDEL', key('job', id), 'line')
      wake(id, { type = job[2], run = job[3] })
    end
  end
end

-- The turn of a job: the wait until it (ms) and its mark. Nil if it has none, did not use it in time, or has it from a Redis whose clock was ahead.
local function turn_of(record, now)
  local at, mark = string.match(record.turn or '', '^(%S+) (%S+)$')
  at = tonumber(at or nil)
  if not at or now > at + TURN_KEPT_MS or at > now + 2 * TURNS_AHEAD_MS then return nil end
  return math.max(0, at - now), mark
end

-- A turn for a call outside the lines: at the latest at the end of assigned turns. It goes before waiting jobs.
local function turn_before_others(now)
  local at = math.min(next_turn_at(now), now + TURNS_AHEAD_MS)
  return at - now, book(now, at)
end
