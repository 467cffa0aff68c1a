-- Looking at reminders, which are BullMQ's jobs, in constant time: BullMQ's own script for a job's state, and the one that removes a job,
-- search the lists of what waits and of what is worked on from end to end.
--
-- A reminder that exists and is in none of BullMQ's sorted sets stands in one of those lists. We use no priorities, flows or schedulers, so
-- there are three such sets.

local function bull(queue, name)
  return prefix .. ':bull:' .. queue .. ':' .. name
end

local FEW = 500 -- a list so short may be searched: some microseconds

-- Takes away one that is finished. Returns whether it was.
local function forget_finished(queue, reminder)
  if redis.call('ZREM', bull(queue, 'completed'), reminder) + redis.call('ZREM', bull(queue, 'failed'), reminder) == 0 then return false end
  redis.call('DEL', bull(queue, reminder))
  return true
end

-- What has to be done about a reminder so that a pass follows: it is 'delayed' (promote it), 'missing' (make it), 'waiting' for a worker or
-- 'active' (nothing). A finished one is taken away and 'missing': BullMQ adds no second job under an id that is there.
local function look_at_reminder(queue, reminder)
  if redis.call('ZSCORE', bull(queue, 'delayed'), reminder) then return 'delayed' end
  if redis.call('EXISTS', bull(queue, reminder)) == 0 or forget_finished(queue, reminder) then return 'missing' end
  return redis.call('EXISTS', bull(queue, reminder .. ':lock')) == 1 and 'active' or 'waiting'
end

-- Takes away one that is not worked on. Where many wait, one of them stays: its pass finds nothing to do.
local function forget_reminder(queue, reminder)
  if forget_finished(queue, reminder) then return end
  local gone = redis.call('ZREM', bull(queue, 'delayed'), reminder)
  if gone == 0 and redis.call('EXISTS', bull(queue, reminder)) == 1 and redis.call('LLEN', bull(queue, 'wait')) <= FEW then
    gone = redis.call('LREM', bull(queue, 'wait'), 1, reminder)
  end
  if gone == 1 then redis.call('DEL', bull(queue, reminder)) end
end
