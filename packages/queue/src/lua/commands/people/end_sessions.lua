-- end_sessions: ends sessions of a person.
--   person       see open_session.lua
--   only?        the beginning of the SHA-256 of the one that ends; absent: all
--   keep?        the SHA-256 of one that does not
--   audit?       see audit.lua
-- Returns {'ended'}.

if people.end_sessions(op.person, op.only, op.keep) > 0 then note_audit(op.audit) end
return { 'ended', woken }
