-- settle: the outcome of a paid call, matched by its intent and taken from whoever brings it, fence or no fence: a paid
-- result is never refused. When the bringer does not hold the fence, the fence is raised, so that no other pass ends or holds the job.
--   id, intent, fence, pass
--   change       see write.lua
--   ARGV[2]?     its `result`
--   claim?       {looks, from, to}: the generation was found by what it shows, so it must not be one that may be another job's
-- Returns {'settled', woken} | {'settled_for_another', woken} | {'late'} | {'taken'}.
--   settled_for_another   the job was woken: its reminder goes on
--   late         the run had ended, or sent again: only noted, in the bill of that call and in the timeline
--   taken        the generation is, or may be, another job's: nothing was changed

local record = load(op.id)
if not record then return { 'late', woken } end
op.change.set = op.change.set or {}
local set = op.change.set
local settled = call_of(op.id, op.intent)
-- Giving a call up is not its outcome, which may still arrive.
local this = set.billing == 'unknown' and settled .. '?' or settled
if record.last_intent == this then return { holds_fence(record) and 'settled' or 'settled_for_another', woken } end
if record.late == this then return { 'late', woken } end
op.change.call = settled

if record.type == 'generation' and set.getty_id then
  if owners.belongs_to_another(op.id, set.getty_id) then return { 'taken', woken } end
  if op.claim and owners.may_be_anothers(op.id, record, op.claim) then return { 'taken', woken } end
end

-- Getty accepted a call that was given up. If nothing else was sent, the job continues with it instead of paying again.
local function still_wanted()
  local unsent = not record.intent and not record.accepted_at and (record.status == 'queued' or record.status == 'held')
  return unsent and set.accepted_at
end

if FINAL[record.status] or (record.intent ~= op.intent and not still_wanted()) then
  local noted = { late = this }
  if is_open(op.id, record, settled) then noted.billing, noted.because = set.billing, set.because end -- a known outcome is not overwritten
  if record.intent == op.intent then
    noted.intent, noted.intent_at, noted.last_intent = '', '', this
    noted.getty_id, noted.accepted_at = set.getty_id, set.accepted_at
  elseif record.type == 'generation' then
    owners.own_beside(op.id, record, noted, set.getty_id)
  end
  write(op.id, record, { set = noted, call = settled, timeline = op.change.timeline, asset = op.change.asset })
  return { 'late', woken }
end

local holder = holds_fence(record) and record.intent == op.intent
set.intent = ''
set.intent_at = ''
set.last_intent = this
set.starts = ''
set.lookups_failed_at = ''
op.change.result = ARGV[2]
if not holder then set.fence = whole(number(record.fence) + 1) end
if op.change.refused ~= 'queries' then call_passed(record.turn) end
write(op.id, record, op.change)
hand_out_turns()
if holder then return { 'settled', woken } end
if not FINAL[record.status] and record.status ~= 'held' then wake(op.id, record) end
return { 'settled_for_another', woken }
