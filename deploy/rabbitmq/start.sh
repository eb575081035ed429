#!/bin/sh
# Starts the broker with a user for each service. Users, their permissions and the exchanges are in definitions.json,
# in which the passwords replace "@NAME@"; they are read at each start, so that a changed password takes effect.
set -eu
umask 077
definitions=${TMPDIR:-/tmp}/gatehouse-definitions.json
cp "$(dirname "$0")/definitions.json" "$definitions"
for name in $(sed -n 's/.*"@\(RABBITMQ_[A-Z0-9_]*PASSWORD\)@".*/\1/p' "$definitions"); do
  eval "value=\${$name:-}"
  case $value in
    '' | *[!A-Za-z0-9]*)
      echo "$name must be letters and digits: it stands in a URL." >&2
      exit 1
      ;;
  esac
  sed -i "s/@$name@/$value/" "$definitions"
done
exec rabbitmq-server
