-- start_reconciliation: a new reconciliation of a tenant, or of the account. A worker takes it.
--   id
--   fields       its first hash fields; without `tenant` it is of the account
--   most         how many of the same tenant, or of the account, may be open
--   idempotency? see idempotency.lua; its token is the id
--   audit?       see shared/audit.lua
-- Returns {'started', woken, fields} | {'full'} | {'replayed' | 'reused', woken, id, fields}.
--   id, fields   of the one that was started first under the key; without fields it is no longer kept

local before = done_before()
if before then return { before[1], woken, before[3], redis.call('HGETALL', key('reconciliation', before[3])) } end
if redis.call('EXISTS', key('reconciliation', op.id)) == 0 then
  local open = 0
  for _, id in ipairs(redis.call('ZRANGE', key('reconciliations-open'), 0, -1)) do
    local of = redis.call('HMGET', key('reconciliation', id), 'tenant', 'trigger')
    if (of[1] or nil) == op.fields.tenant and of[2] ~= 'daily' then open = open + 1 end
  end
  if open >= op.most then return { 'full', woken } end
  reconciliations.open_reconciliation(op.id, op.fields)
  note_audit(op.audit, { tenant = op.fields.tenant or '' })
  remember()
end
return { 'started', woken, redis.call('HGETALL', key('reconciliation', op.id)) }
