-- claim: takes the idempotency key of an action that is carried out in several steps, before its first one.
--   idempotency? see idempotency.lua
--   found?       what the action is about, without spaces, for whoever comes again under the key
--   audit?       see shared/audit.lua
-- Returns {'claimed'} | {'replayed' | 'reused', woken, token, found}.
--   replayed     the key was claimed before, with the same body; reused: with another

local before = done_before()
if before then return before end
remember(op.found)
note_audit(op.audit)
return { 'claimed', woken }
