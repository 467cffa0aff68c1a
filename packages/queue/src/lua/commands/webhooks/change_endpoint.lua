-- change_endpoint: what its owner changes.
--   id
--   set          field → text; the empty text removes the field
--   status?      'enabled' (forgets failures) | 'disabled'
--   audit?       see shared/audit.lua
-- Returns {'changed', woken, fields} | {'missing'}.

-- The audit keeps these values; the others may hold secrets.
local SHOWN = {
  events = function(json) return json end,
  -- Path and query may be as good as a password.
  url = function(url) return cjson.encode((string.gsub(string.match(url, '^[^/]+//[^/?#]*') or '', '//.*@', '//'))) end,
}

local changes = {}

local function note_change(field, before, after)
  if before == after then return end
  local values = {}
  local shown = SHOWN[field]
  if shown then
    values[1] = '"before":' .. (before == '' and 'null' or shown(before))
    values[2] = '"after":' .. (after == '' and 'null' or shown(after))
  end
  changes[#changes + 1] = '"' .. field .. '":{' .. table.concat(values, ',') .. '}'
end

local endpoint = key('endpoint', op.id)
local status = redis.call('HGET', endpoint, 'status')
if not status then return { 'missing', woken } end
redis.call('HSET', endpoint, 'updated_at', whole(op.now))
for field, value in pairs(op.set) do
  note_change(field, redis.call('HGET', endpoint, field) or '', value)
  if value == '' then
    redis.call('HDEL', endpoint, field)
  else
    redis.call('HSET', endpoint, field, value)
  end
end
if op.status and op.status ~= status then changes[#changes + 1] = '"status":{"before":"' .. status .. '","after":"' .. op.status .. '"}' end
if #changes > 0 then note_audit(op.audit, { tenant = redis.call('HGET', endpoint, 'tenant'), changes = '{' .. table.concat(changes, ',') .. '}' }) end
if op.status == 'enabled' then
  redis.call('HSET', endpoint, 'status', 'enabled')
  redis.call('HDEL', endpoint, 'disabled_reason', 'disabled_at', unpack(FAILING))
elseif op.status == 'disabled' and status == 'enabled' then
  disable_endpoint(op.id, 'by_caller')
end
return { 'changed', woken, redis.call('HGETALL', endpoint) }
