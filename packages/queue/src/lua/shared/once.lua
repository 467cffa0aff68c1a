-- An action under an Idempotency-Key takes effect once. Commands for a caller's POST take
--   once         optional {key, fingerprint, token, ms}: the token is unique for the command, so a repeated command is recognized; the key is
--                kept for so long after the action
-- and call `done_before` before they change anything, and `remember` when they do.

-- The answer for an action that was done before, or for a key with another body: {'replayed' | 'reused', woken, token, found}; else nil.
local function done_before()
  if not op.once then return nil end
  local stored = redis.call('GET', key('idempotency', op.once.key))
  if not stored then return nil end
  local fingerprint, token, found = string.match(stored, '^(%S+) (%S+) ?(%S*)$')
  if token == op.once.token then return nil end
  return { fingerprint == op.once.fingerprint and 'replayed' or 'reused', woken, token, found }
end

-- `found`: identifies the result for a replay, if the token does not.
local function remember(found)
  if not op.once then return end
  local stored = op.once.fingerprint .. ' ' .. op.once.token .. (found and ' ' .. found or '')
  redis.call('SET', key('idempotency', op.once.key), stored, 'PX', op.once.ms)
end
