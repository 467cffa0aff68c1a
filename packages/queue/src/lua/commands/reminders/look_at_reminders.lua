-- look_at_reminders: which reminders of one queue have to be promoted or made so that a pass follows, see reminders.lua.
--   queue
--   ids          of reminders
-- Returns {'looked', woken, states…}.
--   states       one for each id: 'delayed' | 'missing' | 'waiting' | 'active'

local looked = { 'looked', woken }
for _, reminder in ipairs(op.ids) do looked[#looked + 1] = look_at_reminder(op.queue, reminder) end
return looked
