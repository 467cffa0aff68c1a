-- add_reminders: adds reminders to one queue, all at once, see reminders.lua.
--   queue
--   ids          of records
--   runs         the run of each; 0: it has none
--   delays?      ms from `made` until each is due; 0: at once. Without it all are due at once
--   made         ms, by the clock by which BullMQ's workers take delayed reminders
-- Returns {'added'}. One that exists stays as it is, so the command may be sent twice.

add_reminders(op.queue, op.ids, op.runs, op.delays, op.made)
return { 'added', woken }
