-- test_endpoint: sends `webhook.test` to an endpoint.
--   id
--   token        unique for the command: a repeated one sends once
--   idempotency? see idempotency.lua
--   audit?       see shared/audit.lua
-- Returns {'sent' | 'replayed' | 'reused', woken, event} | {'closed'} | {'missing'}.
--   event        its place in the log

local endpoint = redis.call('HMGET', key('endpoint', op.id), 'status', 'last_test')
if not endpoint[1] then return { 'missing', woken } end
local before = done_before()
if before then return { before[1], woken, before[4] } end
local token, event = string.match(endpoint[2] or '', '^(%S+) (%S+)$')
if token == op.token then return { 'sent', woken, event } end
if endpoint[1] ~= 'enabled' then return { 'closed', woken } end
event = append_endpoint_event(op.id, 'webhook.test')
redis.call('HSET', key('endpoint', op.id), 'last_test', op.token .. ' ' .. event)
note_audit(op.audit, { tenant = redis.call('HGET', key('endpoint', op.id), 'tenant') })
remember(event)
return { 'sent', woken, event }
