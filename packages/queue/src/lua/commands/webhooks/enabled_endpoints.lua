-- enabled_endpoints: those of a tenant that take webhooks. Reads only: once for all events that a notifier reads together.
--   tenant
-- Returns {'enabled', woken, endpoints…}.
--   endpoints    {id, url, events or '', from, secret, previous or ''}; the secrets are sealed, and the previous one still signs

local answer = { 'enabled', woken }
for _, id in ipairs(redis.call('ZRANGE', key('endpoints', op.tenant), 0, -1)) do
  local endpoint = redis.call('HMGET', key('endpoint', id), 'status', 'url', 'events', 'from', 'secret', 'previous_secret', 'previous_until')
  if endpoint[1] == 'enabled' then
    local previous = endpoint[6] and tonumber(endpoint[7] or 0) > op.now and endpoint[6] or ''
    answer[#answer + 1] = { id, endpoint[2], endpoint[3] or '', endpoint[4] or '0', endpoint[5], previous }
  end
end
return answer
