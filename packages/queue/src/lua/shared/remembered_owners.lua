-- Which tenant made a generation or an asset at Getty, for 13 months after its job was removed.
--
-- Small hashes, `owners:<period>:<digits>`, by the beginning of a digest of the id: a part of the digest → the number of the tenant. Redis keeps
-- a small hash as one block, so an entry takes about 25 bytes; a key of its own would take about 185. A full hash is followed by those with one
-- digit more. The hashes of a period expire together.

local OWNERS_PERIOD_MS = 135 * 86400 * 1000 -- a lookup reads every period that is not over: three or four
local MOST_IN_A_HASH = 128 -- hash-max-listpack-entries of Redis 7
local FIRST_DIGITS = 3

-- The digest and its part that is the field. With the digits of the key these are 68 bits. A generation and an asset may have the same id.
local function digest_of(kind, getty_id)
  local digest = redis.sha1hex(kind .. ' ' .. getty_id)
  return digest, string.sub(digest, 27)
end

local function first_hash(period, digest)
  return key('owners', period, string.sub(digest, 1, FIRST_DIGITS))
end

-- The number of the tenant in this period, or nil, and the hash in which it is or would be.
local function find_in_period(period, digest, field)
  for digits = FIRST_DIGITS, 20 do
    local owners = key('owners', period, string.sub(digest, 1, digits))
    local tenant = redis.call('HGET', owners, field)
    if tenant or redis.call('HLEN', owners) < MOST_IN_A_HASH then return tenant, owners end
  end
end

-- The tenant, or nil. Where nothing was removed yet, or nothing is remembered under such digits, one command finds that out for all periods.
local function remembered_owner(kind, getty_id)
  if redis.call('EXISTS', key('owner-names')) == 0 then return nil end
  local digest, field = digest_of(kind, getty_id)
  local periods, firsts = {}, {}
  for period = math.floor(op.now / OWNERS_PERIOD_MS), math.floor((op.now - OWNERS_KEPT_MS) / OWNERS_PERIOD_MS), -1 do
    periods[#periods + 1] = whole(period)
    firsts[#firsts + 1] = first_hash(periods[#periods], digest)
  end
  if redis.call('EXISTS', unpack(firsts)) == 0 then return nil end
  for _, period in ipairs(periods) do
    local tenant = find_in_period(period, digest, field)
    if tenant then return redis.call('HGET', key('owner-names'), tenant) end
  end
end

local function number_of_tenant(tenant)
  local number_of = redis.call('HGET', key('owner-numbers'), tenant)
  if number_of then return number_of end
  number_of = whole(redis.call('HLEN', key('owner-numbers')) + 1)
  redis.call('HSET', key('owner-numbers'), tenant, number_of)
  redis.call('HSET', key('owner-names'), number_of, tenant)
  return number_of
end

-- `made_at`: ms.
local function remember_owner(kind, getty_id, tenant, made_at)
  local period = math.floor(made_at / OWNERS_PERIOD_MS)
  local left_ms = (period + 1) * OWNERS_PERIOD_MS + OWNERS_KEPT_MS - op.now
  if left_ms <= 0 then return end
  local digest, field = digest_of(kind, getty_id)
  local known, owners = find_in_period(whole(period), digest, field)
  if known or not owners then return end
  redis.call('HSET', owners, field, number_of_tenant(tenant))
  redis.call('PEXPIRE', owners, whole(left_ms))
end
