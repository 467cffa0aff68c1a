-- note_keys_used: when API keys were last used, as one process has seen it.
--   used         id → ms
--   seen         ids of keys in the settings of the caller
-- Returns {'noted', woken}.
-- Keys of the settings have no record; when they were first seen counts as their creation.

local used = key('api-keys-used')
for id, at in pairs(op.used) do
  if at > number(redis.call('HGET', used, id) or nil) then redis.call('HSET', used, id, whole(at)) end
end
for _, id in ipairs(op.seen) do redis.call('HSETNX', key('api-keys-seen'), id, whole(op.now)) end
return { 'noted', woken }
