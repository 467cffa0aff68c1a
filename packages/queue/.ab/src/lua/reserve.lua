-- reserve: gives a call to Getty its own time, so that all processes together keep the queries per second (GCRA
-- without a burst: the theoretical arrival time moves by one interval a call).
-- Returns {'reserved', woken, wait}: ms to wait before the call.

local queries = tonumber(redis.call('HGET', key('limits'), 'queries') or '')
if not queries then return { 'reserved', woken, '0' } end
local interval = 1000 / queries
local arrival = math.max(tonumber(redis.call('GET', key('queries')) or '0'), op.now)
redis.call('SET', key('queries'), arrival + interval, 'PX', math.ceil(arrival + interval - op.now) + 1000)
return { 'reserved', woken, whole(math.ceil(arrival - op.now)) }
