-- prepared: workers may go on with the data of this server. Each job that is still unsent is looked up before it is sent.
--   run_id       of the server that they were compared on
--   compared?    true: restored data, with all of Getty's history. Else what shows that they were restored, or are taken to a backup, stays: another
--                process may have found it meanwhile
-- Returns {'prepared'}.

doubt_unsent()
redis.call('HSET', key('incarnation'), 'own', op.run_id)
if op.compared then redis.call('HDEL', key('incarnation'), 'restored', 'snapshot') end
return { 'prepared', woken }
