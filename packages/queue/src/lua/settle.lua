-- settle: the outcome of a paid call, matched by its intent and taken from whoever brings it, fence or no fence: a paid
-- result is never refused. When the bringer does not hold the fence, the fence is raised, so that nobody ends or holds the job past it.
--   id, intent, fence, pass
--   change       see write.lua; its `result` is ARGV[2]
-- Returns {'settled'} | {'settled_for_another', woken} (the job was woken: its reminder goes on) | {'late'} (the run had ended, or another began: only noted).

local record = load(op.id)
if not record then return { 'late', woken } end
local settled = string.sub(op.intent, #op.id + 2) -- run and fence: the record need not hold its own id
if record.last_intent == settled then return { holds_fence(record) and 'settled' or 'settled_for_another', woken } end

if record.intent ~= op.intent or FINAL[record.status] then
  local set = {}
  if record.intent == op.intent then
    set = { intent = '', intent_at = '', last_intent = settled }
    for _, field in ipairs({ 'getty_id', 'billing', 'because', 'accepted_at' }) do set[field] = op.change.set and op.change.set[field] end
  end
  write(op.id, record, { set = set, timeline = op.change.timeline })
  return { 'late', woken }
end

local holder = holds_fence(record)
op.change.set = op.change.set or {}
op.change.set.intent = ''
op.change.set.intent_at = ''
op.change.set.last_intent = settled
op.change.set.starts = ''
op.change.result = ARGV[2]
if not holder then op.change.set.fence = whole(number(record.fence) + 1) end
write(op.id, record, op.change)
if holder then return { 'settled', woken } end
if not FINAL[record.status] and record.status ~= 'held' then wake(op.id, record) end
return { 'settled_for_another', woken }
