-- change_person: changes a person whom its caller has read.
--   id
--   version      that of the person when they were read
--   token        unique for the command, and the next version
--   set          field → text; the empty text removes the field
--   ends         whether all sessions of the person end
--   keep?        the SHA-256 of a session that does not
--   audit?       see audit.lua
-- Returns {'changed', woken, fields} | {'taken', woken, field} | {'outdated'} | {'missing'}.
--   field        its value is another person's
--   outdated     they have changed since they were read: what the caller may do has to be decided again

local record = key('person', op.id)
local version = redis.call('HGET', record, 'version')
if not version then return { 'missing', woken } end
if version == op.token then return { 'changed', woken, redis.call('HGETALL', record) } end
if version ~= op.version then return { 'outdated', woken } end
local field = people.person_taken(op.id, op.set)
if field then return { 'taken', woken, field } end
people.write_person(op.id, op.set)
redis.call('HSET', record, 'version', op.token)
if op.ends then people.end_sessions(op.id, nil, op.keep) end
note_audit(op.audit)
return { 'changed', woken, redis.call('HGETALL', record) }
