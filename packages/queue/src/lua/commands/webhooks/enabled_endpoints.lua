-- enabled_endpoints: those of a tenant that take webhooks. Reads only: once for all events that a notifier reads together.
--   tenant
-- Returns {'enabled', woken, endpoints…}.
--   endpoints    {id, url, events or '', after, secret, previous or ''}; it gets the events after this one; the secrets are sealed, and the previous one still signs

local LAST_OF_ITS_MS = '9007199254740991' -- of those that 0.2.0 made, only the time is known

local answer = { 'enabled', woken }
for _, id in ipairs(redis.call('ZRANGE', key('endpoints', op.tenant), 0, -1)) do
  local endpoint = redis.call('HMGET', key('endpoint', id), 'status', 'url', 'events', 'from', 'secret', 'previous_secret', 'previous_until', 'after')
  if endpoint[1] == 'enabled' then
    local previous = endpoint[6] and tonumber(endpoint[7] or 0) > op.now and endpoint[6] or ''
    local after = endpoint[8] or endpoint[4] and whole(endpoint[4] - 1) .. '-' .. LAST_OF_ITS_MS or '0-0'
    answer[#answer + 1] = { id, endpoint[2], endpoint[3] or '', 'evt_' .. after, endpoint[5], previous }
  end
end
return answer
