-- claim: takes the idempotency key of an action that is carried out in several steps, before its first one.
--   once         see once.lua
--   found        optional: what the action is about, without spaces, for whoever comes again under the key
-- Returns {'claimed'} | {'replayed' | 'reused', woken, token, found}: the key was claimed before, with the same body or another.

local before = done_before()
if before then return before end
remember(op.found)
return { 'claimed', woken }
