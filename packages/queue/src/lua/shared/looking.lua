-- Passes that only look: a free poll of a job that waits at Getty. If Getty answers that it is pending, one command notes that, and no pass was
-- begun. There is nothing that two such passes at once could do twice. Any other answer begins a pass, which then has that answer.

-- Whether a pass over this record may begin so. Something else is to be done first at its deadline, when it is canceled, where calls take turns,
-- and while Getty is away. The same holds after a pass that came to nothing, since such passes are counted (`starts`).
local function may_only_look(record)
  if record.status ~= 'waiting' or not record.accepted_at or record.intent or record.cancel or record.adopted then return false end
  if record.starts or record.turn or record.line or record.probes then return false end
  -- A download is looked at only while it holds its image.
  if record.type == 'download' and not record.slot then return false end
  return op.now < tonumber(record.deadline_at) and not paced() and not getty_away()
end
