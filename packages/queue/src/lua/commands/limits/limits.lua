-- limits: makes Getty's limits known from the settings of one worker, and grants the slots that a higher one frees. A limit that is not given
-- is left as another worker gives it; given by none, it lapses by Redis' own clock.
--   pending?     generations pending at Getty at once
--   queries?     calls per second
--   good_for     ms: how long they are valid
-- Returns {'set', woken}.

if op.pending then redis.call('SET', key('limits', 'pending'), op.pending, 'PX', op.good_for) end
if op.queries then redis.call('SET', key('limits', 'queries'), op.queries, 'PX', op.good_for) end
account_changed()
pump('pending')
return { 'set', woken }
