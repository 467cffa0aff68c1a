-- take_turn: a turn for a job's next call to Getty, or a place in the line for one.
--   id, fence, pass
--   class        'turn.poll' (polls and look-ups of paid work) | 'turn.paid'
--   status?, reason?  what the record says while it waits; else it stays
--   due          ms: when to look again while it waits
-- Returns {'turn', woken, wait, mark} | {'waiting', woken} | {'fenced'}.
--   wait         ms to wait before the call; mark: see query_budget.lua
--   waiting      without a turn: it is woken for one
-- Asking again changes nothing.

local record = load(op.id)
if not record or not holds_fence(record) or FINAL[record.status] then return { 'fenced', woken } end
local now = redis_now()
local wait, mark = turn_of(record, now)
if wait then return { 'turn', woken, whole(wait), mark } end
if not paced() then return { 'turn', woken, '0', query_epoch() } end

hand_out_turns() -- to earlier jobs, and to this one if it is next
record.turn = redis.call('HGET', key('job', op.id), 'turn') or nil
wait, mark = turn_of(record, now)
if wait then
  redis.call('ZREM', key('wake'), op.id) -- it is awake, since it asks
  return { 'turn', woken, whole(wait), mark }
end
local line = turn_line(op.class, record)
if record.line and record.line ~= line then leave_line(op.id, record) end
local free = line == POLLS and redis.call('EXISTS', key('line', POLLS)) == 0 or not turns_waited_for()
local at = next_turn_at(now)
if free and at <= now + TURNS_AHEAD_MS then
  mark = book(now, at)
  redis.call('HSET', key('job', op.id), 'turn', whole(at) .. ' ' .. mark)
  redis.call('HDEL', key('job', op.id), 'line')
  return { 'turn', woken, whole(at - now), mark }
end

redis.call('HSET', key('job', op.id), 'line', line)
redis.call('HDEL', key('job', op.id), 'turn')
record.line, record.turn = line, nil
-- Priority applies to new purchases, not to paid work.
line_join(line, op.id, { tenant = record.tenant, priority = op.class == PAID and record.priority or nil })

-- An estimate: as if all tenants had as many jobs before it.
local rate = account('queries') or tonumber(redis.call('HGET', key('found'), 'queries') or START_QUERIES)
local before = number(redis.call('ZRANK', key('line', line, record.tenant), op.id) or nil) * redis.call('ZCARD', key('line', line))
local resume_at = op.reason and whole(op.now + 1000 * (1 + before) / rate) or nil
write(op.id, record, { status = op.status, reason = op.reason, set = { starts = '', resume_at = resume_at }, due = op.due })
return { 'waiting', woken }
