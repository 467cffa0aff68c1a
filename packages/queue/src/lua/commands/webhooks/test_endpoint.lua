-- test_endpoint: tells `webhook.test` of an endpoint.
--   id
--   token        the caller's own: a command that came twice tells once
--   once?        see once.lua
-- Returns {'told' | 'replayed' | 'reused', woken, event} | {'closed'} | {'missing'}.
--   event        its place in the log

local endpoint = redis.call('HMGET', key('endpoint', op.id), 'status', 'last_test')
if not endpoint[1] then return { 'missing', woken } end
local before = done_before()
if before then return { before[1], woken, before[4] } end
local token, event = string.match(endpoint[2] or '', '^(%S+) (%S+)$')
if token == op.token then return { 'told', woken, event } end
if endpoint[1] ~= 'enabled' then return { 'closed', woken } end
event = tell_of_endpoint(op.id, 'webhook.test')
redis.call('HSET', key('endpoint', op.id), 'last_test', op.token .. ' ' .. event)
remember(event)
return { 'told', woken, event }
