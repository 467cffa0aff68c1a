-- backfill_packed: asks for copies of packed jobs that the caller has found, and stores the place of the next portion. They are unpacked first.
--   archive      which archive it is
--   tenant, place  as `backfill` returned them
--   ids          jobs that succeeded, without a copy
--   next?        the place of the next portion; without it, this was the tenant's last
-- Returns {'stepped', woken} | {'elsewhere'}.
--   elsewhere    another worker has gone on from there, or this command ran before

local state = redis.call('HMGET', key('backfill'), 'archive', 'tenant', 'packed')
if state[1] ~= op.archive or state[2] ~= op.tenant or state[3] ~= op.place then return { 'elsewhere', woken } end
refuse_packed(unpack(op.ids))
for _, id in ipairs(op.ids) do
  local seen = redis.call('HMGET', key('job', id), 'status', 'archive')
  if seen[1] == 'succeeded' and not seen[2] then copies.copy_later(id, load(id)) end
end
if op.next then
  redis.call('HSET', key('backfill'), 'packed', op.next)
else
  redis.call('HDEL', key('backfill'), 'packed')
  redis.call('HSET', key('backfill'), 'past', '1')
end
return { 'stepped', woken }
