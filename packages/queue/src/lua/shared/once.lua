-- An action under an Idempotency-Key takes effect once. Commands that a caller's POST becomes take
--   once         optional {key, fingerprint, token, ms}: the token is the command's own, so that one that came twice is known; the key is
--                kept for so long after the action
-- and ask `done_before` before they change anything, `remember` when they do.

-- The answer of an action that was done before, or whose key came with another body: {'replayed' | 'reused', woken, token, found}; else nil.
local function done_before()
  if not op.once then return nil end
  local stored = redis.call('GET', key('idempotency', op.once.key))
  if not stored then return nil end
  local fingerprint, token, found = string.match(stored, '^(%S+) (%S+) ?(%S*)$')
  if token == op.once.token then return nil end
  return { fingerprint == op.once.fingerprint and 'replayed' or 'reused', woken, token, found }
end

-- `found`: by what the replay finds what was made, where the token does not say.
local function remember(found)
  if not op.once then return end
  local stored = op.once.fingerprint .. ' ' .. op.once.token .. (found and ' ' .. found or '')
  redis.call('SET', key('idempotency', op.once.key), stored, 'PX', op.once.ms)
end
