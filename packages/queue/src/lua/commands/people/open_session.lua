-- open_session: a person has logged in.
--   digest       the SHA-256 of the session's token
--   person       the id; of the person in the settings another word
--   version?     that of the person when their login was checked; absent for the person in the settings
--   subject?     who they are at the provider of identities: from now on they are only that
--   fields       the hash fields of the session
--   lasts        ms
--   most         how many sessions a person may have: the one that ends first makes room
--   audit?       see audit.lua
-- Returns {'opened'} | {'refused'}.
--   refused      the person has changed since, or has another subject

local session = key('session', op.digest)
if redis.call('EXISTS', session) == 1 then return { 'opened', woken } end
if op.version then
  local known = redis.call('HMGET', key('person', op.person), 'version', 'disabled_at', 'subject')
  if known[1] ~= op.version or known[2] then return { 'refused', woken } end
  if op.subject and known[3] ~= op.subject then
    if known[3] or people.person_taken(op.person, { subject = op.subject }) then return { 'refused', woken } end
    people.write_person(op.person, { subject = op.subject })
  end
  redis.call('HSET', key('person', op.person), 'login_at', whole(op.now))
end
store(session, op.fields)
redis.call('PEXPIRE', session, op.lasts)
local all = key('sessions', op.person)
redis.call('ZREMRANGEBYSCORE', all, '-inf', op.now)
redis.call('ZADD', all, op.now + op.lasts, op.digest)
redis.call('PEXPIRE', all, op.lasts)
for _, digest in ipairs(redis.call('ZRANGE', all, 0, -1 - op.most)) do
  redis.call('DEL', key('session', digest))
  redis.call('ZREM', all, digest)
end
note_audit(op.audit)
return { 'opened', woken }
