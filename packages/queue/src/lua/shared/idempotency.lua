-- An action under an Idempotency-Key takes effect once. Commands for a caller's POST take
--   idempotency  optional {key, fingerprint, token, ms}. `token` is unique for the command, so a repeated command is recognized. `ms`: how long
--                the key is kept after the action
-- and call `done_before` before they change anything, and `remember` when they do.

-- The answer for an action that was done before, or for a key with another body: {'replayed' | 'reused', woken, token, found}; else nil.
local function done_before()
  if not op.idempotency then return nil end
  local stored = redis.call('GET', key('idempotency', op.idempotency.key))
  if not stored then return nil end
  local fingerprint, token, found = string.match(stored, '^(%S+) (%S+) ?(%S*)$')
  if token == op.idempotency.token then return nil end
  return { fingerprint == op.idempotency.fingerprint and 'replayed' or 'reused', woken, token, found }
end

-- `found`: identifies the result for a replay, if the token does not.
local function remember(found)
  if not op.idempotency then return end
  local stored = op.idempotency.fingerprint .. ' ' .. op.idempotency.token .. (found and ' ' .. found or '')
  redis.call('SET', key('idempotency', op.idempotency.key), stored, 'PX', op.idempotency.ms)
end
