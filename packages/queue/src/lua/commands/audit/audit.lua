-- audit: notes an action that is no command of its own: a secret that is shown, a login, the begin of long work.
--   audit        see shared/audit.lua
-- Returns {'noted'}.

note_audit(op.audit)
return { 'noted', woken }
