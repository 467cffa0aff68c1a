-- enabled_endpoints: those of a tenant that take webhooks. Reads only: once for every event.
--   tenant
-- Returns {'enabled', woken, endpoints…}.
--   endpoints    {id, url, events or '', from}

local answer = { 'enabled', woken }
for _, id in ipairs(redis.call('ZRANGE', key('endpoints', op.tenant), 0, -1)) do
  local endpoint = redis.call('HMGET', key('endpoint', id), 'status', 'url', 'events', 'from')
  if endpoint[1] == 'enabled' then answer[#answer + 1] = { id, endpoint[2], endpoint[3] or '', endpoint[4] or '0' } end
end
return answer
