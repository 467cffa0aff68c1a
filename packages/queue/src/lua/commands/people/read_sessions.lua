-- read_sessions: the sessions with these tokens that have not ended, each with its person. Reads only.
--   digests      SHA-256 of tokens
-- Returns {'read', woken, sessions}.
--   sessions     {digest, person, mark, ends_at, seen_at, name, role, tenants, …}; name, role and tenants are empty for the person in the settings

local sessions = {}
for _, digest in ipairs(op.digests) do
  local known = redis.call('HMGET', key('session', digest), 'person', 'mark', 'ends_at', 'seen_at')
  if known[1] then
    local person = redis.call('HMGET', key('person', known[1]), 'name', 'role', 'tenants', 'disabled_at')
    if not person[4] and (person[1] or known[2]) then
      local n = #sessions
      sessions[n + 1] = digest
      for i = 1, 4 do sessions[n + 1 + i] = known[i] or '' end
      for i = 1, 3 do sessions[n + 5 + i] = person[i] or '' end
    end
  end
end
return { 'read', woken, sessions }
