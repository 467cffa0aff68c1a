-- abandon_copies: gives up copies that no process looks at any more, because the archive was taken out of the settings.
--   before       ms: due before this
--   most         how many at the most
--   archive      the records' `archive` from now on, as JSON
-- Returns {'abandoned', woken, count}.

local ids = redis.call('ZRANGEBYSCORE', key('copies-due'), '-inf', op.before, 'LIMIT', 0, op.most)
for _, id in ipairs(ids) do
  local what, ends = unpack(redis.call('HMGET', key('copy', id), 'what', 'until'))
  local record = what == 'copy' and load(id)
  if record then copies.show_copy(id, record, op.archive) end
  -- The removal of files waits for the archive to come back.
  if what and what ~= 'copy' and tonumber(ends) > op.now then
    redis.call('ZADD', key('copies-due'), op.now, id)
  else
    redis.call('DEL', key('copy', id))
    redis.call('ZREM', key('copies-due'), id)
  end
end
return { 'abandoned', woken, whole(#ids) }
