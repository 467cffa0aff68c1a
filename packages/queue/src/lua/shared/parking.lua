-- Parking: jobs delayed by a pause wait in its fair line, see slots.lua. Nothing is granted there; they are released in portions when
-- the pause is over.

-- Jobs at Getty, or perhaps there, go before unsent ones.
local PAID_FIRST = 100

local function park(name, id, record)
  local resource = pause_line(name)
  if record.line == resource then return end
  if record.line then leave_line(id, record) end
  redis.call('HSET', key('job', id), 'line', resource)
  record.line = resource
  line_join(resource, id, record, false, record.status ~= 'queued' and PAID_FIRST or 0)
  redis.call('ZADD', key('pauses-due'), 'NX', paused_at_all(name) or redis_now(), name)
end

-- `parked:<pause>` is a set in which the previous version parked them.
local function has_parked(name)
  return redis.call('EXISTS', key('line', pause_line(name)), key('parked', name)) > 0
end

local function next_of_previous_version(name)
  local id = redis.call('SPOP', key('parked', name))
  local record = id and load(id)
  if record and record.status == 'queued' then return id, record end
end

-- An unsent generation moves directly to the line for its slot, without a pass for each.
local FALL_BACK_MS = 20 * 60 * 1000

local function to_slot_line(id, record)
  redis.call('HSET', key('job', id), 'line', 'pending')
  record.line = 'pending'
  line_join('pending', id, record, record.attempts)
  if record.reason ~= 'capacity' then
    redis.call('HSET', key('job', id), 'reason', 'capacity', 'seq', whole(number(record.seq) + 1), 'updated_at', whole(op.now))
    redis.call('HDEL', key('job', id), 'resume_at')
  end
  set_due(id, record, op.now + FALL_BACK_MS)
end

-- Releases the next `most` jobs of an ended pause. Returns whether there are more.
local function release(name, most)
  local resource = pause_line(name)
  for _ = 1, most do
    local id = line_next(resource)
    if not id then break end
    local record = load(id)
    if record and record.line == resource then
      redis.call('HDEL', key('job', id), 'line')
      record.line = nil
      if record.type == 'generation' and record.status == 'queued' and not (record.slot or record.intent or record.cancel) then
        to_slot_line(id, record)
      else
        wake(id, record)
      end
    end
  end
  for _ = 1, redis.call('EXISTS', key('parked', name)) == 1 and most or 0 do
    local id, record = next_of_previous_version(name)
    if id then wake(id, record) end
  end
  pump('pending')
  if redis.call('EXISTS', key('line', resource)) == 0 then redis.call('DEL', key('clock', resource)) end
  return has_parked(name)
end

-- Takes the next parked job out of its line; nil if there is none, or too many before it have left silently.
local function next_parked(name)
  local resource = pause_line(name)
  for _ = 1, 20 do
    local id = line_next(resource)
    if not id then return next_of_previous_version(name) end
    local record = load(id)
    if record and record.line == resource then
      redis.call('HDEL', key('job', id), 'line')
      record.line = nil
      return id, record
    end
  end
end
