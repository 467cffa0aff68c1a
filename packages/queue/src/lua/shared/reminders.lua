-- Checks reminders, which are BullMQ's jobs, in constant time: BullMQ's own scripts to read a job's state and to remove a job
-- search the lists of waiting and active jobs from end to end.
--
-- A reminder that exists and is in none of BullMQ's sorted sets is in one of those lists. We use no priorities, flows or schedulers, so
-- there are three such sets.

local function bull(queue, name)
  return prefix .. ':bull:' .. queue .. ':' .. name
end

local FEW = 500 -- searching a list this short takes microseconds

-- Removes a finished reminder. Returns whether it was finished.
local function forget_finished(queue, reminder)
  if redis.call('ZREM', bull(queue, 'completed'), reminder) + redis.call('ZREM', bull(queue, 'failed'), reminder) == 0 then return false end
  redis.call('DEL', bull(queue, reminder))
  return true
end

-- What is needed so that a pass follows: the reminder is 'delayed' (promote it), 'missing' (add it), 'waiting' for a worker or
-- 'active' (nothing). A finished one is removed and 'missing': BullMQ adds no second job under an existing id.
local function look_at_reminder(queue, reminder)
  if redis.call('ZSCORE', bull(queue, 'delayed'), reminder) then return 'delayed' end
  if redis.call('EXISTS', bull(queue, reminder)) == 0 or forget_finished(queue, reminder) then return 'missing' end
  return redis.call('EXISTS', bull(queue, reminder .. ':lock')) == 1 and 'active' or 'waiting'
end

-- Removes an inactive reminder. If many wait, a waiting one stays: its pass finds nothing to do.
local function forget_reminder(queue, reminder)
  if forget_finished(queue, reminder) then return end
  local gone = redis.call('ZREM', bull(queue, 'delayed'), reminder)
  if gone == 0 and redis.call('EXISTS', bull(queue, reminder)) == 1 and redis.call('LLEN', bull(queue, 'wait')) <= FEW then
    gone = redis.call('LREM', bull(queue, 'wait'), 1, reminder)
  end
  if gone == 1 then redis.call('DEL', bull(queue, reminder)) end
end
