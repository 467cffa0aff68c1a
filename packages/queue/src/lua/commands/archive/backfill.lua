-- backfill: asks for copies of what succeeded before there was an archive, or under a version without archives; a portion at a time. The place of the
-- next portion is stored in the same step. A round reads all tenants' jobs that succeeded: of each tenant those that are not packed, oldest first, then the
-- packed ones, which the caller finds (backfill_packed.lua).
--   archive      which archive it is: with another one a new round begins
--   previews     true: generations too
--   most         how many jobs to look at
--   most_pending no more copies are asked for while so many are pending
--   again        ms: from the end of a round to the next
--   restart?     true: a further round follows this one at once
-- Returns {'stepped', woken, asked} | {'packed', woken, tenant, place, room} | {'full'} | {'resting'}.
--   asked        how many copies
--   packed       the next portion is of this tenant's packed jobs, behind this place ('-': from the newest); at most `room` copies

local state = as_table(redis.call('HGETALL', key('backfill')))
if state.archive ~= op.archive then
  redis.call('DEL', key('backfill'))
  state = {}
  redis.call('HSET', key('backfill'), 'archive', op.archive)
end
if op.restart then
  if state.ended_at then state.ended_at = '0' else redis.call('HSET', key('backfill'), 'further', '1') end
end
if state.ended_at then
  if tonumber(state.ended_at) + op.again > op.now then return { 'resting', woken } end
  redis.call('HDEL', key('backfill'), 'ended_at', 'tenant', 'past', 'packed', 'at', 'id')
  state = {}
end
local room = op.most_pending - redis.call('ZCARD', key('copies-due'))
if room <= 0 then return { 'full', woken } end

local tenants = redis.call('SMEMBERS', key('tenants'))
table.sort(tenants, is_less)
local tenant
for _, one in ipairs(tenants) do
  local is_ahead = not state.tenant or is_less(state.tenant, one) or (one == state.tenant and not state.past)
  if not tenant and is_ahead then tenant = one end
end
local asked = 0
if tenant and tenant == state.tenant and state.packed then return { 'packed', woken, tenant, state.packed, whole(room) } end
if tenant then
  local place = tenant == state.tenant and state.id and { at = state.at, id = state.id }
  local index = key('status', tenant, 'succeeded')
  local first = place and behind(index, place) or 0
  local entries = redis.call('ZRANGE', index, first, first + op.most - 1, 'WITHSCORES')
  local set = { tenant = tenant }
  for at = 1, #entries, 2 do
    local id = entries[at]
    if asked == room then break end
    set.id, set.at = id, entries[at + 1]
    local seen = redis.call('HMGET', key('job', id), 'type', 'archive')
    if seen[1] and not seen[2] and (seen[1] == 'download' or op.previews) and copies.copy_later(id, load(id)) then asked = asked + 1 end
  end
  redis.call('HDEL', key('backfill'), 'past', 'packed', 'at', 'id')
  if #entries == 0 then set.packed = '-' end
  store(key('backfill'), set)
else
  redis.call('HSET', key('backfill'), 'ended_at', redis.call('HDEL', key('backfill'), 'further') == 1 and '0' or whole(op.now))
end
return { 'stepped', woken, whole(asked) }
