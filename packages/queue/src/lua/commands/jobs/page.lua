-- page: reads on in lists of ids by creation time, newest first. Reads only.
--   indexes      keys of sorted sets
--   most         how many of each at the most
--   after?       {created_at, id}: the place behind which to read, also when what stood there has left the list
--   from?, to?   ms: created at or after, and before, this instant
-- Returns {'page', woken, lists…}.
--   lists        {id, created_at, …}, one for each index

-- Counts the entries up to the place. Thousands may be created in one instant, so that part is searched by halving.
local function rank_behind(index, place)
  local rank = redis.call('ZREVRANK', index, place.id)
  if rank then return rank + 1 end
  local low = redis.call('ZCOUNT', index, '(' .. whole(place.created_at), '+inf')
  local high = low + redis.call('ZCOUNT', index, whole(place.created_at), whole(place.created_at))
  while low < high do
    local middle = math.floor((low + high) / 2)
    if is_less(redis.call('ZREVRANGE', index, middle, middle)[1], place.id) then high = middle else low = middle + 1 end
  end
  return low
end

local page = { 'page', woken }
for _, index in ipairs(op.indexes) do
  local first = op.after and rank_behind(index, op.after) or 0
  if op.to then first = math.max(first, redis.call('ZCOUNT', index, whole(op.to), '+inf')) end
  local last = first + op.most - 1
  if op.from then last = math.min(last, redis.call('ZCOUNT', index, whole(op.from), '+inf') - 1) end
  page[#page + 1] = last < first and {} or redis.call('ZREVRANGE', index, first, last, 'WITHSCORES')
end
return page
