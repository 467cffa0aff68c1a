-- overdue: what the sweep should look at now. Each is put forward, so that many sweepers share the work.
--   most         how many of each kind at the most
--   patience     ms: how long a woken job may take to begin before it is reminded again
--   again        ms: when to look again; at what waits for a worker later, see waits_on
--   longest      ms: but no later than that
-- Returns {'overdue', woken, looked, found…}.
--   looked       how many were looked at
--   found        "type run id status deadline_at" of those for which something has to be done
-- A job with a reminder that is waiting or worked on needs nothing, unless its deadline has passed.

local slots = key('slots', 'pending')
for _, id in ipairs(redis.call('ZRANGEBYSCORE', slots, '(0', op.now, 'LIMIT', 0, op.most)) do redis.call('ZREM', slots, id) end
pending_try_more()
pump('pending')
hand_out_turns()

-- A waiting reminder stays in its place. The longer a job has waited, the later it is checked again: with a backlog that is a few checks
-- per
-- job, instead of one every `again`.
local function waits_on(touched_at)
  return math.max(op.again, math.min(op.now - touched_at, op.longest))
end

local looked = 0
local found = {}
local function take(set, before, soon)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key(set), '-inf', before, 'LIMIT', 0, op.most)) do
    looked = looked + 1
    local job = redis.call('HMGET', key('job', id), 'type', 'run', 'status', 'deadline_at', 'updated_at', 'created_at')
    local kind, run, status, deadline = job[1], job[2], job[3], number(job[4] or nil)
    if kind then
      local state = look_at_reminder(kind, id .. '.' .. run)
      local again = soon
      if state == 'waiting' then again = op.now + waits_on(number(job[5] or job[6])) end
      local late = status == 'queued' and deadline <= op.now
      if set == 'due' and deadline > op.now then again = math.min(again, deadline) end
      redis.call('ZADD', key(set), again, id)
      if late or state == 'delayed' or state == 'missing' then
        found[#found + 1] = table.concat({ kind, run, id, status, job[4] or '0' }, ' ')
      end
    else
      redis.call('ZREM', key(set), id)
    end
  end
end
take('wake', op.now - op.patience, op.now)
take('due', op.now, op.now + op.again)
for _, queue in ipairs({ 'generation', 'download' }) do worker_line.place_scheduled(queue) end
worker_line.mark()
return { 'overdue', woken, whole(looked), unpack(found) }
