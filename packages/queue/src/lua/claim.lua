-- claim: takes the idempotency key of an action that is carried out in several steps, before its first one.
--   once         see once.lua
-- Returns {'claimed'} | {'replayed' | 'reused'}: the key was claimed before, with the same body or another.

local before = done_before()
if before then return before end
remember()
return { 'claimed', woken }
