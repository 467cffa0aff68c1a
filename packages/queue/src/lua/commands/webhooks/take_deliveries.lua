-- take_deliveries: hands a notifier deliveries that are due, in turn between tenants. Each comes back by itself after `lease`, unless it was settled.
--   places       tries under way at once in this notifier, as its settings give it
--   limit        the same, however many tenants share them
--   held         tenant → tries under way for it in this notifier
--   lease        ms
--   notifier, token   names the notifier and this command: a repeated command returns the same deliveries
-- While fewer than `places` are under way, the tenant that was served least is next, so one alone has them all. When they are all taken, a
-- tenant that has less than its share of them (places / tenants) still begins, beyond them: it does not wait until others' tries end.
-- Returns {'taken', woken, next_at, more, waiting, taken…}.
--   next_at      when the next one becomes due (ms), or ''; more: '1' when more was due than one command looks at
--   waiting      '1' when due ones are left in the lines
--   taken        {id, packed, type, about, subject, tenant}: see deliveries.lua; all but id and tenant are empty where it was removed meanwhile

local LOOK_AHEAD = 250 -- tenants looked at; more than can have their share under way in one notifier

local taken_before = key('delivery-taken', op.notifier)
local later, line = key('delivery-later'), key('delivery-line')
local answer = { 'taken', woken, '', '0', '0' }

local function hand_out(ids, tenants)
  for i, id in ipairs(ids) do
    local d, packed = load_delivery(id)
    answer[#answer + 1] = d and { id, packed, d.type, d.about, d.subject, d.tenant } or { id, '', '', '', '', tenants[i] }
  end
end

local function finish()
  answer[3] = redis.call('ZRANGE', later, 0, 0, 'WITHSCORES')[2] or ''
  return answer
end

local before = redis.call('GET', taken_before)
if before and string.sub(before, 1, #op.token + 1) == op.token .. ' ' then
  local ids, tenants = {}, {}
  for id, tenant in string.gmatch(string.sub(before, #op.token + 2), '(%S+) (%S+)') do
    ids[#ids + 1] = id
    tenants[#tenants + 1] = tenant
  end
  hand_out(ids, tenants)
  answer[5] = '1'
  return finish()
end

-- What has become due joins the lines.
local function line_up_due()
  local MOST_DUE = 200 -- in one command
  local due, pending = redis.call('ZRANGEBYSCORE', later, '-inf', op.now, 'LIMIT', 0, MOST_DUE), {}
  if #due == 0 then return end
  for _, id in ipairs(due) do
    local d = load_delivery(id)
    if d and d.status == 'pending' then pending[#pending + 1] = d end
  end
  redis.call('ZREM', later, unpack(due))
  line_up(pending)
  if #due == MOST_DUE then answer[4] = '1' end
end
line_up_due()

local waiting = redis.call('ZRANGE', line, 0, LOOK_AHEAD - 1, 'WITHSCORES')
if #waiting == 0 then return finish() end

local held, under_way = op.held, 0
local tenants, listed = #waiting / 2, {}
for i = 1, #waiting, 2 do listed[waiting[i]] = true end
if tenants == LOOK_AHEAD then tenants = redis.call('ZCARD', line) end
for tenant, count in pairs(held) do
  under_way = under_way + count
  if not listed[tenant] and not (tenants > LOOK_AHEAD and redis.call('ZSCORE', line, tenant)) then tenants = tenants + 1 end
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

-- Whose turns they are, in order; then each tenant's are taken out of its line together.
local turns, turns_of, left, times = {}, {}, {}, {}
while true do
  local i = next_tenant()
  if not i then break end
  local tenant, time = waiting[i], tonumber(waiting[i + 1])
  left[tenant] = left[tenant] or redis.call('ZCARD', key('delivery-line', tenant))
  times.time, times['tenant.' .. tenant] = time, time + 1
  waiting[i + 1] = time + 1
  if left[tenant] > 0 then
    turns[#turns + 1] = tenant
    turns_of[tenant] = (turns_of[tenant] or 0) + 1
    left[tenant] = left[tenant] - 1
    held[tenant] = (held[tenant] or 0) + 1
    under_way = under_way + 1
  end
  if left[tenant] == 0 then
    left[tenant] = 'none'
    waiting[i] = false
  end
end

-- Takes them out of the lines, with a lease each.
local function take_turns()
  local popped, next_of = {}, {}
  for tenant, count in pairs(turns_of) do
    popped[tenant] = redis.call('ZPOPMIN', key('delivery-line', tenant), count)
    next_of[tenant] = 1
  end
  local ids, leases, names = {}, {}, {}
  for _, tenant in ipairs(turns) do
    local id = popped[tenant][next_of[tenant]]
    next_of[tenant] = next_of[tenant] + 2
    ids[#ids + 1] = id
    leases[#leases + 1] = op.now + op.lease
    leases[#leases + 1] = id
    names[#names + 1] = id .. ' ' .. tenant
  end
  if #ids > 0 then
    redis.call('ZADD', later, unpack(leases))
    redis.call('SET', taken_before, op.token .. ' ' .. table.concat(names, ' '), 'PX', 10 * op.lease)
  end
  return ids
end
local ids = take_turns()
for tenant, rest in pairs(left) do
  if rest == 'none' then
    end_line_of(tenant)
  else
    redis.call('ZADD', line, times['tenant.' .. tenant], tenant)
  end
end
if redis.call('EXISTS', line) == 0 then
  redis.call('DEL', key('delivery-times'))
else
  answer[5] = '1'
  if next(times) then store(key('delivery-times'), times) end
end
hand_out(ids, turns)
return finish()
