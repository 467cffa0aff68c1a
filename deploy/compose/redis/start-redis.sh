#!/bin/sh
# Starts one Redis. Its configuration is in its volume, since Sentinel changes it: who is the master now outlives a restart.
#   ADDRESS   where the others reach it      FIRST   the address of the master of a new installation
#   PORT, DATA, SECRETS, CGROUP   only for tests
# Addresses, not names: the name of a container that has died cannot be resolved, and a sentinel that waits for an answer does not fail over.
set -eu
umask 077
port=${PORT:-6379} data=${DATA:-/data}
password=$(cat "${SECRETS:-/run/secrets}/REDIS_PASSWORD")
conf=$data/redis.conf
if [ ! -e "$conf" ]; then
  {
    echo "port $port"
    echo "dir $data"
    echo 'bind * -::*'
    # An answered write is on disk, and on one replica. A full Redis refuses writes and drops nothing.
    echo 'appendonly yes'
    echo 'appendfsync always'
    echo 'save ""'
    echo 'maxmemory-policy noeviction'
    echo 'min-replicas-to-write 1'
    echo 'min-replicas-max-lag 10'
    echo "replica-announce-ip $ADDRESS"
    echo "replica-announce-port $port"
    [ "$ADDRESS:$port" = "$FIRST:${FIRST_PORT:-6379}" ] || echo "replicaof $FIRST ${FIRST_PORT:-6379}"
  } >"$conf.new"
  mv "$conf.new" "$conf"
fi
# Half of the memory that the container may have: the other half is for the copy of what is written while the file is rewritten. A Redis that is full
# refuses writes. Without a limit of its own, the kernel would kill it instead.
limit=$(cat "${CGROUP:-/sys/fs/cgroup}/memory.max" 2>/dev/null || cat "${CGROUP:-/sys/fs/cgroup}/memory/memory.limit_in_bytes" 2>/dev/null || echo max)
case $limit in
  *[!0-9]* | ?????????????????*) maxmemory=0 ;; # "max", or about 2^63 in the first version of cgroups: there is none
  *) maxmemory=$((limit / 2)) ;;
esac
# The password of the secret and the limit, also after they were changed.
sed -e '/^requirepass /d' -e '/^masterauth /d' -e '/^user default /d' -e '/^maxmemory /d' "$conf" >"$conf.new"
printf 'requirepass "%s"\nmasterauth "%s"\nmaxmemory %s\n' "$password" "$password" "$maxmemory" >>"$conf.new"
mv "$conf.new" "$conf"
exec redis-server "$conf"
