-- webhook_secret: what signs the webhooks that a tenant's jobs and batches name; made when it is first needed. No two tenants share one.
--   tenant
--   made?        sealed: its secret where it has none yet; absent without a key to seal with
--   given?       '1' where WEBHOOK_SECRET is set
--   only?        '1' where the caller's settings have keys of this tenant only, '0' where others have keys, absent where they have no keys
-- WEBHOOK_SECRET is the first secret of an only tenant, and of no other ever: the first that takes it keeps it. Who has keys is known from
-- the caller or from `tenants-with-keys`. Where neither says, it signs, but no tenant owns it yet: receivers of later tenants may trust it.
-- Returns {'kept' | 'made' | 'unclaimed', woken, mine, given} | {'none'}.
--   mine         fields of webhook-secret; given: fields of webhook-secret-given

local function others_in(set)
  return redis.call('SCARD', set) - redis.call('SISMEMBER', set, op.tenant)
end

local mine, given = key('webhook-secret', op.tenant), key('webhook-secret-given')
local code = 'kept'
if redis.call('EXISTS', mine) == 0 then
  local with_keys = key('tenants-with-keys')
  local is_only = op.only ~= '0' and others_in(key('tenants')) == 0 and others_in(with_keys) == 0
  local is_given = op.given or redis.call('EXISTS', given) == 1
  local owner = redis.call('HGET', given, 'owner') or op.tenant
  if is_given and is_only and owner == op.tenant then
    local fields = { 'source', 'given', 'rotated_at', whole(op.now) }
    if not op.only and redis.call('EXISTS', with_keys) == 0 then return { 'unclaimed', woken, fields, redis.call('HGETALL', given) } end
    redis.call('HSET', given, 'owner', op.tenant)
    redis.call('HSET', mine, unpack(fields))
  elseif op.made then
    redis.call('HSET', mine, 'source', 'made', 'secret', op.made, 'rotated_at', whole(op.now))
  else
    return { 'none', woken }
  end
  code = 'made'
end
return { code, woken, redis.call('HGETALL', mine), redis.call('HGETALL', given) }
