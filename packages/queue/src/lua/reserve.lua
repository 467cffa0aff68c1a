-- reserve: gives a call to Getty its own time, so that all processes together keep the queries per second, see query_budget.lua.
-- Returns {'reserved', woken, wait, epoch}: ms to wait before the call.

return { 'reserved', woken, whole(query_wait()), query_epoch() }
