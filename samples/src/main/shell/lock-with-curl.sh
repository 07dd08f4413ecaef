#!/bin/sh
# Holds a lock with nothing but curl: lock-with-curl.sh [LOCK [SECONDS [SERVER ...]]]
# The default is the lock "samples/curl" for 5 seconds, on http://localhost:8080. Name several servers, and it goes on at
# the next one when one does not answer. Start it twice: the second waits for the first.
set -u
lock=${1:-samples/curl}
seconds=${2:-5}
[ $# -ge 1 ] && shift
[ $# -ge 1 ] && shift
[ $# -ge 1 ] || set -- http://localhost:8080
ttl_ms=10000

# call METHOD ADDRESS [BODY]: asks one server after the other until one gives an answer that is final.
# Leaves the status in $status and the body in $answer.
call() {
  method=$1 address=$2 body=${3:-}
  for round in 1 2 3 4 5 6; do
    for server in $servers; do
      out=$(printf '%s' "$body" | curl --silent --max-time 60 --request "$method" --header 'Content-Type: application/json' \
        --data-binary @- --write-out '\n%{http_code}' "$server/api/v1/$address")
      status=$(printf '%s' "$out" | tail -n 1)
      answer=$(printf '%s' "$out" | sed '$d')
      case $status in
        000 | 503 | 504) ;; # not there, no leader just now, or not known whether it was done: the same again, elsewhere
        *) return ;;
      esac
    done
    sleep 1
  done
  echo "no server answers: $servers (bin/latchkey dev starts one)" >&2
  exit 1
}

# field NAME: a field of the answer
field() {
  printf '%s' "$answer" | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"
}

servers=$*
call POST leases "{\"ttlMs\": $ttl_ms}"
[ "$status" = 201 ] || { echo "no lease: $answer" >&2; exit 1; }
lease=$(field lease)
trap 'call DELETE "leases/$lease"' EXIT
trap 'exit 130' INT TERM
echo "lease of session $(field session), $ttl_ms ms"

# the attempt tells the server that a request is the same one again, if the answer to the first was lost
attempt="$(hostname)-$$-$(date +%s)"
while :; do
  echo "asking for lock $lock"
  call POST "locks/acquire/$lock" \
    "{\"lease\": \"$lease\", \"attempt\": \"$attempt\", \"waitMs\": 20000, \"owner\": \"curl, process $$\"}"
  case $status in
    200) break ;;
    409) echo "still held: $(field detail)" ;;
    *) echo "no lock: $answer" >&2; exit 1 ;;
  esac
done
token=$(field token)
echo "I hold it. Fencing token: $token"

left=$seconds
while [ "$left" -gt 0 ]; do
  call PUT "leases/$lease/keep-alive"
  [ "$status" = 200 ] || { echo "LOST: $answer" >&2; exit 1; }
  sleep 1 # and here the work is done, each write with the token
  left=$((left - 1))
done

call POST "locks/release/$lock" "{\"lease\": \"$lease\", \"token\": \"$token\"}"
[ "$status" = 200 ] || { echo "LOST: $answer" >&2; exit 1; }
echo "released: $(field released)"
