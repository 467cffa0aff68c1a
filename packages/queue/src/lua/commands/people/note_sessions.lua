-- note_sessions: when and where from sessions were last used, as one process has seen it.
--   seen         SHA-256 of a token → {ms, address}
-- Returns {'noted'}.

for digest, one in pairs(op.seen) do
  local session = key('session', digest)
  local before = redis.call('HGET', session, 'seen_at')
  if before and tonumber(before) < one[1] then redis.call('HSET', session, 'seen_at', whole(one[1]), 'ip', one[2]) end
end
return { 'noted', woken }
