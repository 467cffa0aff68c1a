-- Slots and the fair waiting line. The capacity of `pending` (generations pending at Getty) and the scores of its slots are described in
-- pending_limit.lua; every other resource (`image.<generation>.<index>`) has one slot. Membership does not expire: it ends in a transition.
-- A slot with
-- a score above 0 is reserved until that time for a job that ended here but not at Getty.
--
-- The line is start-time fair queueing: each tenant has a virtual time that grows by one with each slot it is given. The tenant
-- furthest behind is next. A tenant that comes (back) starts no earlier than the line's own time. Within a tenant, `priority`,
-- then order of arrival; a job that lost its slot unused or to a refusal goes first.

local PRIORITY_STEP = 2 ^ 40
local MOST_AT_ONCE = 500 -- granted in one command: many take long, and the sweep goes on

-- How many slots are free; none if below 1.
local function room(resource)
  if resource == 'pending' then return getty_away() and 0 or pending_room() end -- while Getty is away the line does not move
  return 1 - redis.call('ZCARD', key('slots', resource))
end

-- The fields of a job that holds a slot.
local function slot_fields(resource, record)
  local epoch = resource == 'pending' and pending_epoch() or '0'
  record.slot, record.slot_epoch = resource, epoch ~= '0' and epoch or nil
  return { slot = record.slot, slot_epoch = record.slot_epoch }
end

local function grant(resource, id, record)
  redis.call('ZADD', key('slots', resource), 0, id)
  store(key('job', id), slot_fields(resource, record))
end

-- `boost` is added to the job's priority.
local function line_join(resource, id, record, first, boost)
  local mine = key('line', resource, record.tenant)
  if redis.call('ZSCORE', mine, id) then return end
  local clock = key('clock', resource)
  local arrival = first and 0 or redis.call('HINCRBY', clock, 'arrivals', 1)
  redis.call('ZADD', mine, arrival - (number(record.priority) + (boost or 0)) * PRIORITY_STEP, id)
  if not redis.call('ZSCORE', key('line', resource), record.tenant) then
    local times = redis.call('HMGET', clock, 'time', 'tenant.' .. record.tenant)
    redis.call('ZADD', key('line', resource), math.max(number(times[1] or nil), number(times[2] or nil)), record.tenant)
  end
end

local function line_leave(resource, id, record)
  local mine = key('line', resource, record.tenant)
  redis.call('ZREM', mine, id)
  if redis.call('ZCARD', mine) == 0 then redis.call('ZREM', key('line', resource), record.tenant) end
end

-- Takes a job out of its line.
local function leave_line(id, record)
  line_leave(record.line, id, record)
  if in_pause_line(record) and redis.call('EXISTS', key('line', record.line)) == 0 then redis.call('DEL', key('clock', record.line)) end
  redis.call('HDEL', key('job', id), 'line')
  record.line = nil
end

-- The next job of the line, or nil.
local function line_next(resource)
  local head = redis.call('ZRANGE', key('line', resource), 0, 0, 'WITHSCORES')
  if #head == 0 then return nil end
  local tenant, time = head[1], tonumber(head[2])
  local mine = key('line', resource, tenant)
  local id = redis.call('ZPOPMIN', mine)[1]
  redis.call('HSET', key('clock', resource), 'time', time, 'tenant.' .. tenant, time + 1)
  if redis.call('ZCARD', mine) > 0 then
    redis.call('ZADD', key('line', resource), time + 1, tenant)
  else
    redis.call('ZREM', key('line', resource), tenant)
  end
  return id
end

-- Takes a free slot for which no job waits, with the same effect on its line as joining and being next. Returns the fields of the job, which the caller
-- writes with the score of the slot; nil if none is free.
local function take_unwanted_slot(resource, record)
  if record.line or room(resource) < 1 then return nil end
  if resource == 'pending' then
    local clock, tenant = key('clock', resource), 'tenant.' .. record.tenant
    local times = redis.call('HMGET', clock, 'time', tenant)
    local time = math.max(number(times[1] or nil), number(times[2] or nil))
    redis.call('HSET', clock, 'time', time, tenant, time + 1)
  end
  return slot_fields(resource, record)
end

-- Takes a free slot at once if no job waits for it. Returns whether it did.
local function take_free_slot(resource, id, record)
  local fields = redis.call('EXISTS', key('line', resource)) == 0 and take_unwanted_slot(resource, record)
  if not fields then return false end
  redis.call('ZADD', key('slots', resource), 0, id)
  store(key('job', id), fields)
  return true
end

-- Grants free slots to the next in line and wakes them.

local function pump(resource)
  if redis.call('EXISTS', key('line', resource)) == 0 then
    if resource ~= 'pending' then redis.call('DEL', key('clock', resource)) end
    return
  end
  local free = math.min(room(resource), MOST_AT_ONCE)
  while free > 0 do
    local id = line_next(resource)
    if not id then break end
    local record = load(id)
    if record and record.line == resource then
      grant(resource, id, record)
      redis.call('HDEL', key('job', id), 'line')
      wake(id, record)
      free = free - 1
    end
  end
  if resource ~= 'pending' and redis.call('EXISTS', key('line', resource)) == 0 then redis.call('DEL', key('clock', resource)) end
end

-- A job's slot is free again; its record says nothing of it any more. `keep_until` (ms): Getty still has the work, so the slot stays taken until then.
local function free_slot(resource, id, keep_until)
  if keep_until and keep_until > op.now then
    redis.call('ZADD', key('slots', resource), keep_until, id)
  else
    redis.call('ZREM', key('slots', resource), id)
    pump(resource)
  end
end

-- Takes a job out of its slot and line.
local function leave_slot(id, record)
  if record.line then leave_line(id, record) end
  if record.slot then
    local resource = record.slot
    redis.call('HDEL', key('job', id), 'slot', 'slot_epoch')
    record.slot, record.slot_epoch = nil, nil
    free_slot(resource, id)
  end
end
