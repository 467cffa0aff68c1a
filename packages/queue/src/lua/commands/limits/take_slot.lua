-- take_slot: the job joins the fair line for a resource and is granted a slot if one is free and it is next.
--   id, fence, pass, resource
--   due          ms: when to look again while it waits
--   status?      what it stays while it waits, where Getty has it already; else it is queued, reason capacity
--   timeline     the entry to write when it begins to wait
--   pause?       {name, reason}: not while this pause holds, nor while Getty is away
-- A slot that was granted before the limit fell, and that the limit has no room for, is taken back.
-- Returns {'granted', woken} | {'paused', woken} | {'waiting', woken} | {'fenced'}.
--   paused       recorded as queued, and parked; waiting: recorded as queued, reason capacity
-- Asking again changes nothing.

local record = load(op.id)
if not record or not holds_fence(record) or FINAL[record.status] then return { 'fenced', woken } end

local function parked(name, reason, until_ms, leaves_slot)
  write(op.id, record, {
    status = 'queued',
    reason = reason,
    set = { starts = '', turn = '', resume_at = whole(until_ms) },
    due = op.due,
    leave_slot = leaves_slot,
    park = name,
  })
  return { 'paused', woken }
end
if op.pause then
  local until_ms = paused_until(op.pause.name, op.id, record)
  if until_ms then return parked(op.pause.name, op.pause.reason, until_ms, true) end
  -- A generation waits for Getty in the line for its slot, which does not move. A job with a slot keeps it.
  until_ms = getty_away()
  if until_ms and (op.resource ~= 'pending' or record.slot == op.resource) then return parked(GETTY_AWAY, GETTY_AWAY, until_ms, false) end
end
if in_pause_line(record) then leave_line(op.id, record) end
local taken_back = record.slot == op.resource and not pending_slot_counts(record)
if taken_back then leave_slot(op.id, record) end
if record.slot == op.resource or take_free_slot(op.resource, op.id, record) then return { 'granted', woken } end

local joins = record.line ~= op.resource
if joins and record.line then leave_line(op.id, record) end
if joins then
  redis.call('HSET', key('job', op.id), 'line', op.resource)
  record.line = op.resource
end
line_join(op.resource, op.id, record, taken_back or (op.resource == 'pending' and record.attempts))
pump(op.resource)

if redis.call('HGET', key('job', op.id), 'slot') == op.resource then
  redis.call('ZREM', key('wake'), op.id) -- it is awake, since it asks
  local others = {}
  for _, reminder in ipairs(woken) do
    if not string.find(reminder, op.id, 1, true) then others[#others + 1] = reminder end
  end
  return { 'granted', others }
end
local first = record.reason ~= 'capacity' and (joins or not op.status)
write(op.id, record, {
  status = op.status or 'queued',
  reason = not op.status and 'capacity' or nil,
  set = { starts = '', resume_at = '' },
  due = op.due,
  timeline = first and op.timeline or nil,
})
return { 'waiting', woken }
