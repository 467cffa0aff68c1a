-- Getty's limits as workers' settings give them (`limits:<name>`), until they stop telling. Getty publishes none.

local function given(name)
  return tonumber(redis.call('GET', key('limits', name)) or '')
end
