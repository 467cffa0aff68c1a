-- take_requests: takes a portion of the requests that an API key may make in a window of time.
--   requester    names the key
--   most         how many requests it has in a window
--   portion      how many are asked for
--   window_ms    a window begins with its first request
-- Returns {'taken', woken, taken, left, ends_in}.
--   ends_in      ms until the window ends
-- Sent twice, it may take twice: they are lost until the window ends.

local counter = key('requests', op.requester)
local ends_in = redis.call('PTTL', counter)
-- A window that would last longer is of a Redis whose clock was ahead.
local is_new = ends_in <= 0 or ends_in > op.window_ms
local used = is_new and 0 or tonumber(redis.call('GET', counter))
local taken = math.max(0, math.min(op.portion, op.most - used))
if is_new then
  ends_in = op.window_ms
  redis.call('SET', counter, whole(taken), 'PX', op.window_ms)
elseif taken > 0 then
  redis.call('INCRBY', counter, taken)
end
return { 'taken', woken, whole(taken), whole(math.max(0, op.most - used - taken)), whole(ends_in) }
