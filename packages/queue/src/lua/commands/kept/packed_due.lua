-- packed_due: packed jobs that ended long ago, those that were packed first. Entries of jobs that are not packed any more, or again, are removed.
--   before       ms: ended before this
--   most         how many at the most. As many entries in front of them are looked at: those of the jobs that the command before returned
-- Returns {'due', woken, ids}.

local ended = key('packed-ended')
local ids, behind_them = {}, false
if redis.call('LLEN', ended) == 0 then return { 'due', woken, ids } end
for _, entry in ipairs(redis.call('LRANGE', ended, 0, 2 * op.most - 1)) do
  if #ids == op.most then break end
  local id, at = packing.read_entry(entry)
  local head = packed_head(id)
  if not head or head.ended ~= at then
    -- Those in front of it are due, and go first.
    if not behind_them then
      redis.call('LPOP', ended)
      redis.call('HDEL', key('job', id), 'listed_end')
    end
  elseif tonumber(at, 36) < op.before then
    ids[#ids + 1] = id
    behind_them = true
  else
    break
  end
end
return { 'due', woken, ids }
