-- create_person: a new person of the dashboard.
--   id
--   fields       the first hash fields; of a password only its hash
--   most         how many people there may be
--   idempotency? see idempotency.lua; its token is the id
--   audit?       see audit.lua
-- Returns {'created', woken, fields} | {'taken', woken, field} | {'full'} | {'replayed' | 'reused', woken, id, fields}.
--   field        its value is another person's
--   id, fields   of the person made first under the idempotency key; without fields they were removed since

local before = done_before()
if before then return { before[1], woken, before[3], redis.call('HGETALL', key('person', before[3])) } end
local record = key('person', op.id)
if redis.call('EXISTS', record) == 1 then return { 'created', woken, redis.call('HGETALL', record) } end
local field = people.person_taken(op.id, op.fields)
if field then return { 'taken', woken, field } end
if redis.call('ZCARD', key('people')) >= op.most then return { 'full', woken } end
people.write_person(op.id, op.fields)
redis.call('ZADD', key('people'), op.fields.created_at, op.id)
remember()
note_audit(op.audit)
return { 'created', woken, redis.call('HGETALL', record) }
