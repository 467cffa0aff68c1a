-- A pause: what Getty refuses for hours (downloads a day, a product's quota) is not asked for before `until`; then one call tries.

-- Until when a pause holds for this caller, or nil. Where its time has passed this caller is the one that tries, and the others wait on.
local function paused_until(name, probe_ms)
  local until_ms = tonumber(redis.call('HGET', key('pauses'), name) or '')
  if not until_ms then return nil end
  if until_ms > op.now then return until_ms end
  redis.call('HSET', key('pauses'), name, op.now + probe_ms)
  return nil
end

-- Begins or prolongs a pause. Returns whether it is new.
local function pause(name, until_ms)
  return redis.call('HSET', key('pauses'), name, until_ms) == 1
end
