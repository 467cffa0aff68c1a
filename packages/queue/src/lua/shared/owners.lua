-- The owner of a generation at Getty: `getty:<Getty's id>` holds our job's id, from the first transition that names it until the job is
-- removed; then remembered_owners.lua has its tenant. `asset:<Getty's id>` does the same for the file of a download.
-- No job takes an id from another. A job's earlier ids are in `past_ids`; the ids of its files are in `assets`.
--
-- Calls sent without a mark in `notes` (GETTY_NOTES=off) can be distinguished only by their request. `unsettled:<look>` holds those
-- of one look without a known outcome, by the time of their intent.

local UNSETTLED_MS = 30 * 86400 * 1000 -- far longer than any history that is searched automatically

-- `tenant`: may also take what a removed job of its own made. Only a person decides so.
local function belongs_to_another(id, getty_id, tenant)
  local owner = redis.call('GET', key('getty', getty_id))
  if owner then return owner ~= id end
  local made_by = remembered_owner('getty', getty_id)
  return made_by and made_by ~= tenant
end

-- Makes a generation this job's, and keeps its previous one. `set`: the fields to be written.
local function own(id, record, set)
  local getty_id = set.getty_id
  if record.type ~= 'generation' or not getty_id or getty_id == record.getty_id then return end
  if getty_id ~= '' then redis.call('SET', key('getty', getty_id), id, 'NX') end
  if record.getty_id then set.past_ids = (record.past_ids and record.past_ids .. ' ' or '') .. record.getty_id end
end

-- Records a generation that was paid for this job, beside the one that it continues with.
local function own_beside(id, record, set, getty_id)
  if not getty_id or getty_id == record.getty_id then return end
  if redis.call('SET', key('getty', getty_id), id, 'NX') then
    set.past_ids = (record.past_ids and record.past_ids .. ' ' or '') .. getty_id
  end
end

-- Makes the file of a download this job's.
local function own_asset(id, record, set, asset)
  if not redis.call('SET', key('asset', asset), id, 'NX') and redis.call('GET', key('asset', asset)) ~= id then return end
  for known in string.gmatch(record.assets or '', '%S+') do
    if known == asset then return end
  end
  set.assets = (record.assets and record.assets .. ' ' or '') .. asset
end

-- The file that a succeeded download of an earlier version has in its result only, or nil.
local function asset_of_result(id, record)
  if record.type ~= 'download' or record.assets or record.status ~= 'succeeded' then return nil end
  local result = redis.call('GET', key('result', id))
  local asset = result and cjson.decode(result).generated_asset_id
  return type(asset) == 'string' and asset or nil
end

local function unsettled_begins(id, intent, look)
  local calls = key('unsettled', look)
  redis.call('ZADD', calls, op.now, intent)
  redis.call('ZREMRANGEBYSCORE', calls, '-inf', op.now - UNSETTLED_MS)
  redis.call('PEXPIRE', calls, UNSETTLED_MS)
end

local function unsettled_ends(id, record, call)
  if record.look then redis.call('ZREM', key('unsettled', record.look), id .. '.' .. call) end
end

-- Whether a generation may be another job's: a call of those looks without a known outcome was made between the times (ms) of `claim`. If an
-- operator decides (`by_person`), the tenant's own jobs that are held or have ended do not count.
local function may_be_anothers(id, record, claim)
  for _, look in ipairs(claim.looks) do
    for _, intent in ipairs(redis.call('ZRANGEBYSCORE', key('unsettled', look), claim.from, claim.to)) do
      local other = string.match(intent, '^[^.]+')
      if other ~= id then
        local of = redis.call('HMGET', key('job', other), 'tenant', 'status')
        local packed = not of[1] and packed_head(other)
        if packed then of = { packed.tenant, packed.status } end
        if not (claim.by_person and of[1] == record.tenant and (of[2] == 'held' or FINAL[of[2]])) then return true end
      end
    end
  end
  return false
end

-- Whether a generation that the history does not show may be another job's. Its mark cannot be read, so any call without a known outcome may have
-- made it. A tenant may choose among its own held jobs.
local function unseen_may_be_anothers(id, record)
  for _, tenant in ipairs(redis.call('SMEMBERS', key('tenants'))) do
    for _, status in ipairs(tenant == record.tenant and { 'submitting' } or { 'submitting', 'held' }) do
      for _, other in ipairs(redis.call('ZRANGE', key('status', tenant, status), 0, -1)) do
        local of = redis.call('HMGET', key('job', other), 'type', 'intent')
        if other ~= id and of[1] == 'generation' and (of[2] or status == 'held') then return true end
      end
    end
  end
  return false
end
