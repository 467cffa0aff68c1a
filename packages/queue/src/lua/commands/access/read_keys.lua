-- read_keys: the API keys that have changed since a version, in the order of their changes. Reads only.
--   since        the version of the last key read before; 0: from the beginning
--   most         how many at the most
-- Returns {'read', woken, version, at, keys}.
--   version      the newest change of any key. Lower than `since`: Redis lost changes
--   at           ms, by Redis' clock
--   keys         {id, version, tenant, name, digest, scopes, expires_at, rate_limit, revoked_at, …}; the empty text where there is none

local FIELDS = { 'tenant', 'name', 'digest', 'scopes', 'expires_at', 'rate_limit', 'revoked_at' }

local changed = redis.call('ZRANGEBYSCORE', key('api-key-changes'), '(' .. whole(op.since), '+inf', 'WITHSCORES', 'LIMIT', 0, op.most)
local keys = {}
for i = 1, #changed, 2 do
  keys[#keys + 1] = changed[i]
  keys[#keys + 1] = changed[i + 1]
  for n, value in ipairs(redis.call('HMGET', key('api-key', changed[i]), unpack(FIELDS))) do keys[#keys + 1] = value or '' end
end
return { 'read', woken, redis.call('GET', key('api-key-version')) or '0', whole(redis_now()), keys }
