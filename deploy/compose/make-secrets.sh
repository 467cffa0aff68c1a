#!/bin/sh
# Makes the folder secrets, with new random values for what has none yet, and .env. What is there stays as it is, so it can be run again.
set -eu
umask 077
cd "${1:-$(dirname "$0")}"
mkdir -p secrets
keep() { # name, value: only if there is none
  [ -s "secrets/$1" ] || printf '%s\n' "$2" >"secrets/$1"
}
keep REDIS_PASSWORD "$(openssl rand -hex 24)"
keep REDIS_URL "redis+sentinel://:$(cat secrets/REDIS_PASSWORD)@sentinel-1:26379,sentinel-2:26379,sentinel-3:26379/darkroom"
keep DARKROOM_ADMIN_KEY "$(openssl rand -hex 24)"
keep DARKROOM_ENCRYPTION_KEY "$(openssl rand -base64 32)"
keep DASHBOARD_PASSWORD "$(openssl rand -hex 12)"
keep GRAFANA_PASSWORD "$(openssl rand -hex 12)"
for name in GETTY_API_KEY GETTY_API_SECRET; do
  [ -e "secrets/$name" ] || : >"secrets/$name"
  [ -s "secrets/$name" ] || echo "Write your value into secrets/$name" >&2
done
[ -e .env ] || printf 'API_HOST=\nDASHBOARD_HOST=\n' >.env
# Containers read the files as their own users (1000, 999, 472). The folder is closed to others.
chmod 0700 secrets
chmod 0644 secrets/*
