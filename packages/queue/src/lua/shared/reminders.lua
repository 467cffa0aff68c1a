-- Adds many reminders, which are BullMQ's jobs, and checks them in constant time: BullMQ's own scripts to read a job's state and to remove a job
-- search the lists of waiting and active jobs from end to end.
--
-- A reminder that exists and is not delayed, completed or failed waits for a worker, or is worked on. We use no flows or schedulers.
--
-- What waits stands in one of two lines. BullMQ moves what was delayed to `wait`, and its workers empty that first. These are jobs that Getty has, and
-- those that got a slot. A reminder that is added stands in `prioritized`, so that thousands of new jobs do not stop the others. That of a job that may not
-- be sent before a time has a priority of BullMQ until its first pass. So BullMQ moves it to the end of `prioritized` at that time, and the sweep gives it
-- its place among the others.

local function bull(queue, name)
  return prefix .. ':bull:' .. queue .. ':' .. name
end

-- Adds reminders as BullMQ's own scripts do (addPrioritizedJob, addDelayedJob), which take one each. reminders.integration.test.ts compares both.
-- Its events of this are left out: nobody reads them.
local SCORES_OF_A_MS = 0x1000 -- BullMQ scores delayed jobs by instant and order of arrival
local add_reminders
local worker_line = {}
do
local LAST = 0x100000000 -- the least score that BullMQ gives to a job with a priority; virtual times are less
local BACK_FIRST, BACK_BEHIND = '0', '1' -- priorities: to `wait`, or to the end of `prioritized`
local PLACED_AT_ONCE = 500

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

-- Lets reminders wait for a worker. Tenants take turns there: the line is in the order of virtual times. A tenant's next reminder comes one after its last,
-- but not before those that are next now.
local function stand_in_line(queue, reminders, ids)
  local line, times = bull(queue, 'prioritized'), key('reminder-times', queue)
  local now = tonumber(redis.call('ZRANGE', line, 0, 0, 'WITHSCORES')[2] or nil)
  if now and now >= LAST then now = nil end
  if not now then redis.call('DEL', times) end
  local last, members, at = {}, {}, {}
  for n, id in ipairs(ids) do
    local tenant = redis.call('HGET', key('job', id), 'tenant') or ''
    local time = last[tenant] or number(now and redis.call('HGET', times, tenant) or nil)
    last[tenant] = math.max(time, now or 0) + 1
    members[#members + 1] = whole(last[tenant])
    members[#members + 1] = reminders[n]
  end
  redis.call('ZADD', line, unpack(members))
  for tenant, time in pairs(last) do
    at[#at + 1] = tenant
    at[#at + 1] = whole(time)
  end
  redis.call('HSET', times, unpack(at))
end

-- `runs`: of each record, 0: none. `delays`: ms from `made` until each is due; nil: all are due at once.
function add_reminders(queue, ids, runs, delays, made)
  local waiting, of, delayed = {}, {}, false
  for n, id in ipairs(ids) do
    local run, delay = whole(runs[n]), delays and delays[n] or 0
    local reminder = run == '0' and id or id .. '.' .. run
    local job = bull(queue, reminder)
    if redis.call('EXISTS', job) == 0 then
      local data = '{"id":"' .. id .. '","run":' .. run .. '}'
      local priority = delay > 0 and BACK_BEHIND or BACK_FIRST
      redis.call('HSET', job, 'name', queue, 'data', data, 'opts', '{}', 'timestamp', whole(made), 'delay', whole(delay), 'priority', priority)
      if delay > 0 then
        delay_reminder(queue, reminder, made + delay)
        delayed = true
      else
        waiting[#waiting + 1] = reminder
        of[#of + 1] = id
      end
    end
  end
  if #waiting > 0 then stand_in_line(queue, waiting, of) end
  mark(queue, #waiting > 0, delayed)
end

-- Jobs whose time has come take turns with the new jobs of all tenants.
function worker_line.place_scheduled(queue)
  local reminders, ids = redis.call('ZRANGEBYSCORE', bull(queue, 'prioritized'), LAST, '+inf', 'LIMIT', 0, PLACED_AT_ONCE), {}
  if #reminders == 0 then return end
  for n, reminder in ipairs(reminders) do ids[n] = string.gsub(reminder, '%.%d+$', '') end
  stand_in_line(queue, reminders, ids)
end

-- Where a reminder that is worked on stands when it comes back: behind (true) new jobs, or before them.
function worker_line.comes_back(queue, reminder, is_behind)
  local job = bull(queue, reminder)
  if redis.call('EXISTS', job) == 1 then redis.call('HSET', job, 'priority', is_behind and BACK_BEHIND or BACK_FIRST) end
end
end

-- BullMQ does not store when a reminder became due. So the last of those that wait is marked, with the instant, until a worker has taken it; then the
-- next. <reminder> <taken> <since> <waited>: when a worker last took it (BullMQ's `processedOn`, or '-'); since when it waits, by Redis' clock; and how long
-- the one marked before has waited.
do
local QUEUES = { 'generation', 'download' }
local MARKED_AGO_MS = 10 * 1000 -- what the last one has waited is shown for so long
local LOOKED_AT = 100 -- records that are overdue

local function read_mark(queue)
  local reminder, taken, since, waited = string.match(redis.call('HGET', key('line-marks'), queue) or '', '^(%S+) (%S+) (%S+) (%S+)$')
  if not reminder then return nil end
  local found = redis.call('HMGET', bull(queue, reminder), 'data', 'processedOn')
  return { waits = found[1] and (found[2] or '-') == taken, since = tonumber(since), waited = tonumber(waited) }
end

-- Marks the last reminder of each queue, where none is marked that still waits.
function worker_line.mark()
  local now = redis_now()
  for _, queue in ipairs(QUEUES) do
    local mark = read_mark(queue)
    if not (mark and mark.waits) then
      local last = redis.call('ZRANGE', bull(queue, 'prioritized'), -1, -1)[1] or redis.call('LINDEX', bull(queue, 'wait'), 0)
      if last then
        local taken = redis.call('HGET', bull(queue, last), 'processedOn') or '-'
        local waited = mark and math.max(0, now - mark.since) or 0
        redis.call('HSET', key('line-marks'), queue, table.concat({ last, taken, whole(now), whole(waited) }, ' '))
      elseif mark then
        redis.call('HDEL', key('line-marks'), queue)
      end
    end
  end
end

-- Since when a record of the queue is overdue that was to be looked at first; nil: none is. Sweeps put forward what they look at: while no worker runs,
-- nobody does, and nobody marks.
local function overdue_since(queue)
  local due = redis.call('ZRANGEBYSCORE', key('due'), '-inf', whole(op.now), 'WITHSCORES', 'LIMIT', 0, LOOKED_AT)
  for i = 1, #due, 2 do
    if redis.call('HGET', key('job', due[i]), 'type') == queue then return tonumber(due[i + 1]) end
  end
  return nil
end

-- How many reminders that were added a worker takes before this one; 0: it was taken, or comes back.
function worker_line.before(queue, reminder)
  return number(redis.call('ZRANK', bull(queue, 'prioritized'), reminder) or nil)
end

-- How many reminders of a queue are due and wait for a worker, and for how long (ms) the oldest does, about; nil: none waits.
function worker_line.waits(queue, now)
  local waiting = redis.call('LLEN', bull(queue, 'wait')) + redis.call('ZCARD', bull(queue, 'prioritized'))
  local last = whole((now + 1) * SCORES_OF_A_MS - 1)
  local late = redis.call('ZCOUNT', bull(queue, 'delayed'), '-inf', last)
  if waiting + late == 0 then return 0, nil end
  local oldest = 0
  local mark = waiting > 0 and read_mark(queue)
  if mark and mark.waits then
    oldest = math.max(now - mark.since, mark.waited)
  elseif waiting > 0 then
    if mark and now - mark.since < mark.waited + MARKED_AGO_MS then oldest = mark.waited end
    oldest = math.max(oldest, op.now - (overdue_since(queue) or op.now))
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

-- Removes an inactive reminder. In a long `wait` it stays: its pass finds nothing to do.
local function forget_reminder(queue, reminder)
  if forget_finished(queue, reminder) then return end
  local gone = redis.call('ZREM', bull(queue, 'delayed'), reminder)
  if gone == 0 then gone = redis.call('ZREM', bull(queue, 'prioritized'), reminder) end
  if gone == 0 and redis.call('EXISTS', bull(queue, reminder)) == 1 and redis.call('LLEN', bull(queue, 'wait')) <= FEW then
    gone = redis.call('LREM', bull(queue, 'wait'), 1, reminder)
  end
  if gone == 1 then redis.call('DEL', bull(queue, reminder)) end
end
