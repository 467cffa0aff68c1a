-- limits: makes Getty's limits known as the settings of one worker give them, and hands out what a higher one frees. A limit that is not given
-- is left as another worker gives it; given by none, it lapses by Redis' own clock.
--   pending      optional: generations pending at Getty at once
--   queries      optional: calls per second
--   good_for     ms: until when they are to be told again
-- Returns {'set', woken}.

for _, name in ipairs({ 'pending', 'queries' }) do
  if op[name] then redis.call('SET', key('limits', name), op[name], 'PX', op.good_for) end
end
pump('pending')
return { 'set', woken }
