-- Adds many reminders, which are BullMQ's jobs, and checks them in constant time: BullMQ's own scripts to read a job's state and to remove a job
-- search the lists of waiting and active jobs from end to end.
--
-- A reminder that exists and is in none of BullMQ's sorted sets is in one of those lists. We use no priorities, flows or schedulers, so
-- there are three such sets.

local function bull(queue, name)
  return prefix .. ':bull:' .. queue .. ':' .. name
end

-- Adds reminders as BullMQ's own scripts do (addStandardJob, addDelayedJob), which take one each. reminders.integration.test.ts compares both.
-- Its events of this are left out: nobody reads them.
local SCORES_OF_A_MS = 0x1000 -- BullMQ scores delayed jobs by instant and order of arrival
local add_reminders
do

local function delay_reminder(queue, reminder, at)
  local least = at * SCORES_OF_A_MS
  local most = least + SCORES_OF_A_MS - 1
  local last = redis.call('ZREVRANGEBYSCORE', bull(queue, 'delayed'), whole(most), whole(least), 'WITHSCORES', 'LIMIT', 0, 1)
  redis.call('ZADD', bull(queue, 'delayed'), whole(last[2] and math.min(last[2] + 1, most) or least), reminder)
end

-- What wakes BullMQ's workers: '0' that a job waits, '1' when the next delayed one is due.
local function mark(queue, waits, delayed)
  if waits then
    local paused, most_active = unpack(redis.call('HMGET', bull(queue, 'meta'), 'paused', 'concurrency'))
    local is_full = most_active and redis.call('LLEN', bull(queue, 'active')) >= tonumber(most_active)
    if not paused and not is_full then redis.call('ZADD', bull(queue, 'marker'), 0, '0') end
  end
  if delayed then
    local next = redis.call('ZRANGE', bull(queue, 'delayed'), 0, 0, 'WITHSCORES')
    redis.call('ZADD', bull(queue, 'marker'), next[2] / SCORES_OF_A_MS, '1')
  end
end

-- `runs`: of each record, 0: none. `delays`: ms from `made` until each is due; nil: all are due at once.
function add_reminders(queue, ids, runs, delays, made)
  local waiting, delayed = {}, false
  for n, id in ipairs(ids) do
    local run, delay = whole(runs[n]), delays and delays[n] or 0
    local reminder = run == '0' and id or id .. '.' .. run
    local job = bull(queue, reminder)
    if redis.call('EXISTS', job) == 0 then
      local data = '{"id":"' .. id .. '","run":' .. run .. '}'
      redis.call('HSET', job, 'name', queue, 'data', data, 'opts', '{}', 'timestamp', whole(made), 'delay', whole(delay), 'priority', '0')
      if delay > 0 then
        delay_reminder(queue, reminder, made + delay)
        delayed = true
      else
        waiting[#waiting + 1] = reminder
      end
    end
  end
  if #waiting > 0 then redis.call('LPUSH', bull(queue, 'wait'), unpack(waiting)) end
  mark(queue, #waiting > 0, delayed)
end
end

-- BullMQ does not store when a reminder became due. So the newest of those that wait is marked, with the instant, until a worker has taken it; then the
-- next. <reminder> <taken> <since> <waited>: when a worker last took it (BullMQ's `processedOn`, or '-'); since when it waits, by Redis' clock; and how long
-- the one marked before has waited.
local mark_lines, waits_for_worker
do
local QUEUES = { 'generation', 'download' }
local MARKED_AGO_MS = 10 * 1000 -- what the last one has waited is shown for so long

local function read_mark(queue)
  local reminder, taken, since, waited = string.match(redis.call('HGET', key('line-marks'), queue) or '', '^(%S+) (%S+) (%S+) (%S+)$')
  if not reminder then return nil end
  local found = redis.call('HMGET', bull(queue, reminder), 'data', 'processedOn')
  return { waits = found[1] and (found[2] or '-') == taken, since = tonumber(since), waited = tonumber(waited) }
end

-- Marks the newest reminder of each queue, where none is marked that still waits.
function mark_lines()
  local now = redis_now()
  for _, queue in ipairs(QUEUES) do
    local mark = read_mark(queue)
    if not (mark and mark.waits) then
      local newest = redis.call('LINDEX', bull(queue, 'wait'), 0)
      if newest then
        local taken = redis.call('HGET', bull(queue, newest), 'processedOn') or '-'
        local waited = mark and math.max(0, now - mark.since) or 0
        redis.call('HSET', key('line-marks'), queue, table.concat({ newest, taken, whole(now), whole(waited) }, ' '))
      elseif mark then
        redis.call('HDEL', key('line-marks'), queue)
      end
    end
  end
end

-- How many reminders of a queue are due and wait for a worker, and for how long (ms) the oldest does, about; nil: none waits.
function waits_for_worker(queue, now)
  local waiting = redis.call('LLEN', bull(queue, 'wait'))
  local last = whole((now + 1) * SCORES_OF_A_MS - 1)
  local late = redis.call('ZCOUNT', bull(queue, 'delayed'), '-inf', last)
  if waiting + late == 0 then return 0, nil end
  local oldest = 0
  local mark = waiting > 0 and read_mark(queue)
  if mark and mark.waits then
    oldest = math.max(now - mark.since, mark.waited)
  elseif mark and now - mark.since < mark.waited + MARKED_AGO_MS then
    oldest = mark.waited
  end
  if late > 0 then
    local first = redis.call('ZRANGE', bull(queue, 'delayed'), 0, 0, 'WITHSCORES')[2]
    oldest = math.max(oldest, now - math.floor(first / SCORES_OF_A_MS))
  end
  return waiting + late, oldest
end
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
