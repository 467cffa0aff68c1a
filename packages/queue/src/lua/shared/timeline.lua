-- The timeline of a job: its entries as JSON, the oldest first. Since its last entry, polls that found it pending may have been counted in the
-- record alone:
--   looks   'count first last': how many, and the times of the first and the last, as in an entry
-- They become an entry before another one is added. TypeScript reads both together (records/looks.ts).

local TIMELINE_ENTRIES = 99 -- and the first, that the job was accepted: it follows from the record and is not stored

local append_timeline, count_look
do
-- A poll entry that follows another becomes one with it: it counts for so many, and its own time is the last.
local function add_entry(list, entry, count)
  local last = count and redis.call('LINDEX', list, -1)
  local before = last and cjson.decode(last)
  if before and before.event == 'polled' then
    local now = cjson.decode(entry)
    now.count, now.last_at, now.at = (before.count or 1) + count, now.last_at or now.at, before.at
    redis.call('LSET', list, -1, cjson.encode(now))
    return
  end
  if redis.call('RPUSH', list, entry) > TIMELINE_ENTRIES then redis.call('LPOP', list) end
end

local function write_looks(id, list, looks)
  local count, first, last = string.match(looks, '^(%d+) (%S+) (%S+)$')
  count = tonumber(count)
  local entry = { at = first, event = 'polled', status = 202 }
  if count > 1 then entry.count, entry.last_at = count, last end
  add_entry(list, cjson.encode(entry), count)
  redis.call('HDEL', key('job', id), 'looks')
end

-- `record`: the job's, where the caller has it. `polled`: the entry is of a poll.
function append_timeline(id, entry, polled, record)
  local list = key('timeline', id)
  local looks
  if record then looks = record.looks else looks = redis.call('HGET', key('job', id), 'looks') end
  if looks then
    write_looks(id, list, looks)
    if record then record.looks = nil end
  end
  add_entry(list, entry, polled and 1)
end

-- The value of `looks` with one more, at this time (text).
function count_look(looks, at)
  local count, first = string.match(looks or '', '^(%d+) (%S+)')
  return number(count) + 1 .. ' ' .. (first or at) .. ' ' .. at
end
end
