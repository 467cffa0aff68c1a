-- create_endpoint: a tenant's new endpoint.
--   id, tenant
--   fields       its first hash fields
--   most         how many endpoints a tenant may have
--   idempotency? see idempotency.lua; its token is the id
--   audit?       see shared/audit.lua
-- Returns {'created', woken, fields} | {'full'} | {'replayed' | 'reused', woken, id, fields}.
--   id, fields   of the endpoint that was made first under the key; without fields it was deleted since

local endpoint = key('endpoint', op.id)
local before = done_before()
if before then return { before[1], woken, before[3], redis.call('HGETALL', key('endpoint', before[3])) } end
if redis.call('EXISTS', endpoint) == 1 then return { 'created', woken, redis.call('HGETALL', endpoint) } end
if redis.call('ZCARD', key('endpoints', op.tenant)) >= op.most then return { 'full', woken } end
-- It gets the events from here on. By their order, not by the time: the clock of the next Redis may be behind. Notifiers of 0.2.0 read the time.
local log = redis.pcall('XINFO', 'STREAM', key('events')) -- an error: there is no event yet
op.fields.after = log.err and '0-0' or as_table(log)['last-generated-id']
op.fields.from = whole(redis_now())
store(endpoint, op.fields)
redis.call('ZADD', key('endpoints', op.tenant), op.fields.created_at, op.id)
note_audit(op.audit, { tenant = op.tenant })
remember()
return { 'created', woken, redis.call('HGETALL', endpoint) }
