-- redeliver: sends a delivery again, with a fresh round of tries; a pending one at once.
--   id
--   job?         its job, which may be packed
--   idempotency? see idempotency.lua
--   audit?       see shared/audit.lua
-- Returns {'pending'} | {'closed'} | {'missing'} | {'replayed' | 'reused', woken, token, found}.
--   closed       its endpoint is disabled or deleted

local d = load_delivery(op.id)
if not d then
  if op.job then refuse_packed(op.job) end
  return { 'missing', woken }
end
local before = done_before()
if before then return before end
if d.own ~= '+' and is_closed(endpoint_of(d.receiver)) then return { 'closed', woken } end
-- A delivery held by a notifier is being sent right now.
local until_when = tonumber(redis.call('ZSCORE', key('delivery-later'), op.id) or nil)
local in_hand = d.status == 'pending' and until_when and until_when > op.now and (tonumber(d.next_at) or 0) <= op.now
if not in_hand then
  -- One that stands in the line already is not changed.
  if d.status ~= 'pending' or until_when then note_audit(op.audit, { tenant = d.tenant }) end
  if d.status ~= 'pending' then
    d.round_from, d.finished_at = d.attempts, '-'
    redis.call('ZREM', key('deliveries-ended'), op.id)
  end
  d.status, d.next_at = 'pending', '-'
  save_delivery(d)
  redis.call('ZREM', key('delivery-later'), op.id)
  line_up({ d })
end
remember()
return { 'pending', woken }
