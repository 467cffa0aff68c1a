-- prepared: restored data were compared with Getty, and workers may start. Each job that is still unsent is looked up before it is sent.
--   run_id       of the server on which they were prepared
-- Returns {'prepared'}.

doubt_unsent()
redis.call('HSET', key('incarnation'), 'own', op.run_id)
redis.call('HDEL', key('incarnation'), 'restored', 'snapshot')
return { 'prepared', woken }
