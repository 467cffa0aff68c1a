#!/bin/sh
# Starts one Sentinel. Its configuration is in its volume: what it has learnt outlives a restart.
#   ADDRESS   where the others reach it      FIRST   the address of the master of a new installation
#   PORT, DATA, SECRETS   only for tests
set -eu
umask 077
port=${PORT:-26379} data=${DATA:-/data}
password=$(cat "${SECRETS:-/run/secrets}/REDIS_PASSWORD")
conf=$data/sentinel.conf
if [ ! -e "$conf" ]; then
  {
    echo "port $port"
    echo "dir $data"
    echo 'bind * -::*'
    # It answers which Redis is the master, to whoever is in this network. It cannot be reached from outside.
    echo 'protected-mode no'
    echo "sentinel announce-ip $ADDRESS"
    echo "sentinel announce-port $port"
    echo "sentinel monitor darkroom $FIRST ${FIRST_PORT:-6379} 2"
    echo 'sentinel down-after-milliseconds darkroom 5000'
    echo 'sentinel failover-timeout darkroom 30000'
    echo 'sentinel parallel-syncs darkroom 1'
  } >"$conf.new"
  mv "$conf.new" "$conf"
fi
sed '/^sentinel auth-pass /d' "$conf" >"$conf.new"
# After the line that names the master, which it belongs to.
printf 'sentinel auth-pass darkroom %s\n' "$password" >>"$conf.new"
mv "$conf.new" "$conf"
exec redis-server "$conf" --sentinel
