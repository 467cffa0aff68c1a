-- tend_sources: looks at sources with dependents that are due: those of an ended source go on, or end with it.
--   most         how many dependents at the most
-- Returns {'tended', woken, more}.
--   more         '1' if there is more to do at once

return { 'tended', woken, sources.release_due(op.most, write) and '1' or '0' }
