-- Copies: what a job has at Getty, copied into the archive of the operator, see docs/archive.md. A record shows its copy in `archive`, as JSON.
-- While there is something to do:
--   copy:<job id>   hash: what ('copy' | 'delete' | 'tidy'), tenant, created_at, `until` (ms: Getty has it until then), tries;
--                   holder and held_until (ms, Redis' clock): the worker that has it; last: the one that gave it back
--   copies-due      ids, by the time (ms) at which the sweep looks whether their reminder was lost
--   expiring        downloads, by the time (ms) at which to look whether they are archived
-- A reminder of a copy is in the queue `archive`, under run 0.

local PENDING = '{"state":"pending"}'
local GETTY_KEEPS_MS = 183 * 86400 * 1000
local REMINDER_LOST_MS = 5000

-- When Getty deletes the images of a job (ms): six months after they were made; nil if not known.
local function images_end(record, set)
  local own = set.images_expire_at or record.images_expire_at
  if own and own ~= '' then return tonumber(own) end
  if not record.parent_id then return nil end
  local parent = redis.call('HGET', key('job', record.parent_id), 'images_expire_at')
  local packed = not parent and packed_head(record.parent_id)
  return packed and packed.images_expire_at or tonumber(parent or nil)
end

local function remind_of_copy(id, due)
  redis.call('ZADD', key('copies-due'), due, id)
  woken[#woken + 1] = 'archive 0 ' .. id
end

-- Asks for a copy of what a job has. The caller writes PENDING into the record.
local function ask_for_copy(id, record, ends)
  local fields = { what = 'copy', tenant = record.tenant, created_at = record.created_at, ['until'] = whole(ends) }
  store(key('copy', id), fields)
  remind_of_copy(id, op.now + REMINDER_LOST_MS)
  return PENDING
end

-- A job succeeds. `copies`: {copy?}: an archive wants it. A download is looked at before Getty deletes its file.
local function copies_begin(id, record, set, copies)
  local known = images_end(record, set)
  local ends = known or op.now + GETTY_KEEPS_MS
  if record.type == 'download' then
    if known then set.images_expire_at = whole(known) end
    redis.call('ZADD', key('expiring'), ends - WARNED_BEFORE_MS, id)
  end
  if copies.copy and not record.archive then set.archive = ask_for_copy(id, record, ends) end
end

-- A job that succeeded earlier. Returns whether Getty still has it.
local function copy_later(id, record)
  local ends = images_end(record, {}) or tonumber(record.finished_at or record.created_at) + GETTY_KEEPS_MS
  if ends <= op.now then return false end
  redis.call('HSET', key('job', id), 'archive', ask_for_copy(id, record, ends))
  return true
end

-- A record is removed. `keep`: what is complete in the archive stays; else the removal of all of it becomes due, and whoever copies it has lost it.
local function copies_leave(id, record, keep)
  redis.call('ZREM', key('expiring'), id)
  if not record.archive then return end
  local copy = key('copy', id)
  local held_until = tonumber(redis.call('HGET', copy, 'held_until') or nil)
  if keep and redis.call('EXISTS', copy) == 0 then return end
  local ends = whole(op.now + GETTY_KEEPS_MS)
  store(copy, { what = keep and 'tidy' or 'delete', tenant = record.tenant, created_at = record.created_at, ['until'] = ends })
  redis.call('HDEL', copy, 'holder', 'held_until', 'last', 'tries')
  -- Whoever has it may still put a file in place.
  if held_until and held_until > redis_now() then
    redis.call('HSET', copy, 'not_before', whole(held_until))
    redis.call('ZADD', key('copies-due'), op.now + held_until - redis_now(), id)
  else
    remind_of_copy(id, op.now + REMINDER_LOST_MS)
  end
end

-- Writes what became of a copy, outside the job's course.
local function show_copy(id, record, archive, event)
  local fields = { archive = archive, updated_at = whole(op.now) }
  if event then fields.seq = whole(number(record.seq) + 1) end
  store(key('job', id), fields)
  for field, value in pairs(fields) do record[field] = value end
  if event then append_event(id, record, event) end
end
