-- tend_sources: looks at sources with dependents that are due: those of an ended source go on, or end with it.
--   most         how many dependents at the most
--   most_woken   how many woken jobs may not have begun yet: with more, nothing is done
-- Returns {'tended', woken, more}.
--   more         '1' if there is more to do at once

if redis.call('ZCARD', key('wake')) >= op.most_woken then return { 'tended', woken, '0' } end
return { 'tended', woken, sources.release_due(op.most, write) and '1' or '0' }
