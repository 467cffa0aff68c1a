-- take_deliveries: hands a notifier deliveries that are due, in turn between tenants. Each comes back by itself after `lease`, unless it was settled.
--   places       tries under way at once in this notifier, as its settings give it
--   limit        the same, however many tenants share them
--   held         tenant → tries under way for it in this notifier
--   lease        ms
-- While fewer than `places` are under way, the tenant that was served least is next, so one alone has them all. When they are all taken, a
-- tenant that has less than its share of them (places / tenants) still begins, beyond them: it does not wait until others' tries end.
-- Returns {'taken', woken, next_at, more, taken…}.
--   next_at      when the next one becomes due (ms), or ''; more: '1' when more was due than one command looks at
--   taken        {id, tenant}

local MOST_DUE = 500   -- moved into the lines by one command
local LOOK_AHEAD = 250 -- tenants looked at; more than can have their share under way in one notifier

local later = key('delivery-later')
local due = redis.call('ZRANGEBYSCORE', later, '-inf', op.now, 'WITHSCORES', 'LIMIT', 0, MOST_DUE)
for i = 1, #due, 2 do
  local event = event_and_receiver(due[i])
  local d = event and load_delivery(due[i])
  if d and d.status == 'pending' then
    line_up(due[i], d.tenant, tonumber(due[i + 1]))
  else
    redis.call('ZREM', later, due[i])
  end
end

local line = key('delivery-line')
local waiting = redis.call('ZRANGE', line, 0, LOOK_AHEAD - 1, 'WITHSCORES')
local held, under_way, tenants = op.held, 0, redis.call('ZCARD', line)
for tenant, count in pairs(held) do
  under_way = under_way + count
  if not redis.call('ZSCORE', line, tenant) then tenants = tenants + 1 end
end
local share = math.max(1, math.floor(op.places / math.max(1, tenants)))

-- The least served tenant that may begin another try, as an index into `waiting`.
local function next_tenant()
  if under_way >= op.limit then return nil end
  local best
  for i = 1, #waiting, 2 do
    local may = waiting[i] and (under_way < op.places or (held[waiting[i]] or 0) < share)
    if may and (not best or tonumber(waiting[i + 1]) < tonumber(waiting[best + 1])) then best = i end
  end
  return best
end

local answer = { 'taken', woken, '', #due == 2 * MOST_DUE and '1' or '0' }
while true do
  local i = next_tenant()
  if not i then break end
  local tenant, time = waiting[i], tonumber(waiting[i + 1])
  local mine = key('delivery-line', tenant)
  local id = redis.call('ZPOPMIN', mine)[1]
  redis.call('HSET', key('delivery-times'), 'time', time, 'tenant.' .. tenant, time + 1)
  waiting[i + 1] = time + 1
  if id then
    redis.call('ZADD', later, op.now + op.lease, id)
    held[tenant] = (held[tenant] or 0) + 1
    under_way = under_way + 1
    answer[#answer + 1] = { id, tenant }
  end
  if redis.call('EXISTS', mine) == 1 then
    redis.call('ZADD', line, time + 1, tenant)
  else
    redis.call('ZREM', line, tenant)
    waiting[i] = false
  end
end
if redis.call('EXISTS', line) == 0 then redis.call('DEL', key('delivery-times')) end
answer[3] = redis.call('ZRANGE', later, 0, 0, 'WITHSCORES')[2] or ''
return answer
