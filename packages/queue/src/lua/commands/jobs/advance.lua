-- advance: any other step of a pass: a poll's answer, a snooze, an end.
--   id, fence, pass
--   change       see write.lua
--   ARGV[2]?     its `result`
-- Returns {'advanced'} | {'fenced'}. One pass advances once, so a resend is known by the pass alone.

local record = load(op.id)
if not record then return { 'fenced', woken } end
local this = 'advance.' .. op.pass
if record.last_op == this then return { 'advanced', woken } end
if not holds_fence(record) or FINAL[record.status] then return { 'fenced', woken } end

op.change.set = op.change.set or {}
op.change.set.last_op = this
op.change.set.starts = ''
op.change.result = ARGV[2]
if op.change.refused ~= 'queries' then call_passed(record.turn) end
write(op.id, record, op.change)
if record.reason == 'scheduled' then worker_line.comes_back(record.type, op.id .. '.' .. record.run, true) end
hand_out_turns()
return { 'advanced', woken }
