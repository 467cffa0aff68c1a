-- create_endpoint: a tenant's new endpoint.
--   id, tenant
--   fields       its first hash fields
--   most         how many endpoints a tenant may have
--   once         see once.lua; its token is the id
-- Returns {'created'} | {'full'} | {'replayed' | 'reused', woken, id of the first}.

local before = done_before()
if before then return before end
if redis.call('EXISTS', key('endpoint', op.id)) == 1 then return { 'created', woken } end
if redis.call('ZCARD', key('endpoints', op.tenant)) >= op.most then return { 'full', woken } end
-- Events bear the time of Redis' clock: from here on they are told.
local time = redis.call('TIME')
op.fields.from = whole(time[1] * 1000 + math.floor(time[2] / 1000))
store(key('endpoint', op.id), op.fields)
redis.call('ZADD', key('endpoints', op.tenant), op.fields.created_at, op.id)
remember()
return { 'created', woken }
