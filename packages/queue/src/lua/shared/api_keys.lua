-- API keys in Redis. Each api process holds all of them in memory and asks several times a second which have changed (read_keys.lua).

local ENDED_KEYS_KEPT_MS = 90 * 86400 * 1000
local MOST_ENDED_KEYS = 100 -- of a tenant: one that makes and revokes keys all day must not fill Redis

-- From here on every process finds this key when it asks for changes.
local function key_changed(id)
  local version = redis.call('INCR', key('api-key-version'))
  redis.call('HSET', key('api-key', id), 'version', whole(version))
  redis.call('ZADD', key('api-key-changes'), version, id)
end

-- Since when a key is refused, or nil.
local function key_ended_at(id, now)
  local at = redis.call('HMGET', key('api-key', id), 'revoked_at', 'expires_at')
  local revoked, expires = tonumber(at[1] or nil), tonumber(at[2] or nil)
  if revoked then return revoked end
  return expires and expires <= now and expires or nil
end

-- Removes the keys of a tenant that ended long ago, and the oldest of too many ended ones. Returns how many have not ended.
-- `keep`: stays in any case.
local function tidy_keys(tenant, now, keep)
  local all, ended, alive = redis.call('ZRANGE', key('api-keys', tenant), 0, -1), {}, 0
  for _, id in ipairs(all) do
    local at = key_ended_at(id, now)
    if at then ended[#ended + 1] = { id = id, at = at } else alive = alive + 1 end
  end
  table.sort(ended, function(a, b) return a.at > b.at end)
  for n, one in ipairs(ended) do
    if one.id ~= keep and (n > MOST_ENDED_KEYS or one.at <= now - ENDED_KEYS_KEPT_MS) then
      redis.call('DEL', key('api-key', one.id))
      redis.call('ZREM', key('api-keys', tenant), one.id)
      redis.call('ZREM', key('api-key-changes'), one.id)
      redis.call('HDEL', key('api-keys-used'), one.id)
    end
  end
  return alive
end
