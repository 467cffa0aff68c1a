-- note_assets: names the owners of files that an earlier version downloaded: it left their ids in results only. Walks over all jobs that
-- succeeded, a portion in each command, once a day, since the earlier version may still run beside this one.
--   most         how many jobs at about the most
-- Returns {'more' | 'done'}.
--   done         until tomorrow

local AGAIN_MS = 86400 * 1000

local walk = as_table(redis.call('HGETALL', key('asset-walk')))
if walk.done_at and op.now < number(walk.done_at) + AGAIN_MS then return { 'done', woken } end
redis.call('HDEL', key('asset-walk'), 'done_at')

-- The tenant of this portion: the one under way, or the next by name.
local function tenant_of_portion()
  local next_tenant
  for _, tenant in ipairs(redis.call('SMEMBERS', key('tenants'))) do
    if tenant == walk.tenant and walk.cursor then return tenant end
    if (not walk.tenant or tenant > walk.tenant) and (not next_tenant or tenant < next_tenant) then next_tenant = tenant end
  end
  return next_tenant
end

local tenant = tenant_of_portion()
if not tenant then
  redis.call('DEL', key('asset-walk'))
  redis.call('HSET', key('asset-walk'), 'done_at', whole(op.now))
  return { 'done', woken }
end
local cursor = tenant == walk.tenant and walk.cursor or '0'
local portion = redis.call('ZSCAN', key('status', tenant, 'succeeded'), cursor, 'COUNT', whole(op.most))
for i = 1, #portion[2], 2 do
  local id = portion[2][i]
  local of = redis.call('HMGET', key('job', id), 'type', 'assets', 'status')
  local asset = owners.asset_of_result(id, { type = of[1], assets = of[2] or nil, status = of[3] })
  local noted = {}
  if asset then owners.own_asset(id, {}, noted, asset) end
  if noted.assets then redis.call('HSET', key('job', id), 'assets', noted.assets) end
end
redis.call('HSET', key('asset-walk'), 'tenant', tenant)
if portion[1] == '0' then redis.call('HDEL', key('asset-walk'), 'cursor') else redis.call('HSET', key('asset-walk'), 'cursor', portion[1]) end
return { 'more', woken }
