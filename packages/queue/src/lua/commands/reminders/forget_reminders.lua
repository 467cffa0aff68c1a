-- forget_reminders: takes away those reminders of one queue that are not worked on, nor wait with many others, see reminders.lua.
--   queue
--   ids          of reminders
-- Returns {'forgotten'}.

for _, reminder in ipairs(op.ids) do forget_reminder(op.queue, reminder) end
return { 'forgotten', woken }
