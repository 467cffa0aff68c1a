-- remove_person: removes a person and ends their sessions. What they did stays in the audit.
--   id
--   audit?       see audit.lua
-- Returns {'removed'}.
--   removed      also when they are gone already

local record = key('person', op.id)
if redis.call('EXISTS', record) == 1 then
  people.write_person(op.id, { name = '', email = '', subject = '', setup = '' })
  redis.call('DEL', record)
  redis.call('ZREM', key('people'), op.id)
  people.end_sessions(op.id)
  note_audit(op.audit)
end
return { 'removed', woken }
