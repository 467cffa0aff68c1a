-- limits: sets Getty's limits as the settings give them, and hands out what a higher one frees.
--   pending      generations pending at Getty at once, or absent: found
--   queries      calls per second, or absent: found
-- Returns {'set', woken}.

for _, name in ipairs({ 'pending', 'queries' }) do
  if op[name] then
    redis.call('HSET', key('limits'), name, op[name])
  else
    redis.call('HDEL', key('limits'), name)
  end
end
pump('pending')
return { 'set', woken }
