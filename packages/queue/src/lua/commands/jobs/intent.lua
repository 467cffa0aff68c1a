-- intent: written before a paid call. Only the caller that gets 'new' may make the call.
--   id, fence, pass
--   intent       the intent's id: unique for this pass, so a resend gets 'new' again
--   timeline
--   look?        what the call asks for, where it carries no mark; see owners.lua
--   pause        the pause that may hold up a call of its kind
-- Returns {'new'} | {'exists'} | {'canceled'} | {'no_slot'} | {'paused'} | {'in_doubt'} | {'fenced'}.
--   exists       another intent has no outcome yet; canceled: cancel was asked for meanwhile
--   no_slot      the limit fell since its slot was granted; paused: a pause began since then, see take_slot
--   in_doubt     Redis may have forgotten an earlier call, see loss.lua

local record = load(op.id)
if not record or not holds_fence(record) or FINAL[record.status] then return { 'fenced', woken } end
if record.intent == op.intent then return { 'new', woken } end
if record.intent then return { 'exists', woken } end
if record.cancel then return { 'canceled', woken } end
if may_not_send(op.pause, op.id, record) then return { 'paused', woken } end
if not pending_slot_counts(record) then return { 'no_slot', woken } end
notice_loss()
if in_doubt(record) then return { 'in_doubt', woken } end

intend(op.id, record, { intent = op.intent, timeline = op.timeline, look = op.look })
return { 'new', woken }
