-- The timeline of a job: its entries as JSON, the oldest first.

local TIMELINE_ENTRIES = 99 -- and the first, that the job was accepted: it follows from the record and is not stored

local function append_timeline(id, entry, polled)
  local list = key('timeline', id)
  if polled then
    local last = redis.call('LINDEX', list, -1)
    local before = last and cjson.decode(last)
    if before and before.event == 'polled' then
      local now = cjson.decode(entry)
      now.count, now.last_at, now.at = (before.count or 1) + 1, now.at, before.at
      redis.call('LSET', list, -1, cjson.encode(now))
      return
    end
  end
  if redis.call('RPUSH', list, entry) > TIMELINE_ENTRIES then redis.call('LPOP', list) end
end
