-- Getty's limits from workers' settings (`limits:<name>`), until workers stop publishing them. Getty publishes none.

local function given(name)
  return tonumber(redis.call('GET', key('limits', name)) or '')
end
