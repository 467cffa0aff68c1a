-- retire_packed: removes packed jobs with all that is kept of them.
--   jobs         {id, sha1, record, deliveries}: the sha1 of the packed value, and the record and the texts of deliveries that the caller read in it
-- Returns {'retired', woken, gone…}.
--   gone         "type run id" of reminders that the caller removes

local gone = {}
for _, job in ipairs(op.jobs) do
  local head, packed = packed_head(job.id)
  if head and redis.sha1hex(packed) == job.sha1 then
    gone[#gone + 1] = job.record.type .. ' ' .. job.record.run .. ' ' .. job.id
    packing.remove_packed(job.id, head, job.record, job.deliveries)
  end
end
kept_lists.flush()
return { 'retired', woken, unpack(gone) }
