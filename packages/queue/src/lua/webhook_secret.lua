-- webhook_secret: what signs the webhooks that a tenant's jobs and batches name; made when it is first needed. No two tenants share one.
--   tenant
--   made         sealed: its secret where it has none yet; absent without a key to seal with
--   given        optional: '1' where WEBHOOK_SECRET is set
--   only         '1' unless the settings know other tenants
-- WEBHOOK_SECRET is the first secret of an only tenant, and of no other ever: the first that takes it keeps it.
-- Returns {'kept' | 'made', woken, fields of webhook-secret, fields of webhook-secret-given} | {'none'}.

local mine, given = key('webhook-secret', op.tenant), key('webhook-secret-given')
local code = 'kept'
if redis.call('EXISTS', mine) == 0 then
  local others = redis.call('SCARD', key('tenants')) - redis.call('SISMEMBER', key('tenants'), op.tenant)
  local is_given = op.given or redis.call('EXISTS', given) == 1
  local owner = redis.call('HGET', given, 'owner') or op.tenant
  if is_given and op.only and others == 0 and owner == op.tenant then
    redis.call('HSET', given, 'owner', op.tenant)
    redis.call('HSET', mine, 'source', 'given', 'rotated_at', whole(op.now))
  elseif op.made then
    redis.call('HSET', mine, 'source', 'made', 'secret', op.made, 'rotated_at', whole(op.now))
  else
    return { 'none', woken }
  end
  code = 'made'
end
return { code, woken, redis.call('HGETALL', mine), redis.call('HGETALL', given) }
