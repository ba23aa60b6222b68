# HTTP: read by ship.sh, whose variables it uses. `deliver` sends WORK/body with $query or $json, and sets `status` (000: no answer).
#
#   curl ─ GNU wget ─ node ─ bun ─ python3 ─ a bare socket (http:// only): the first that is there
#
# Promises: the token stands on no command line, where any process of the machine could read it; nothing takes longer than is left.
# Leaves to others: what to do with the answer (ship.sh).

has() { command -v "$1" >/dev/null 2>&1; }
left() {
  now=$(date +%s)
  [ "$deadline" -gt "$now" ] && echo "$((deadline - now))" || echo 1
}

# deliver LOG BYTES. What is refused as a whole is sent as its end: by an older service, or one behind a proxy that takes one megabyte. So is
# what would come too late: a slow machine may need all the time there is for a large log.
deliver() {
  rm -f "$work/body" "$work/body.gz"
  if in_time sh "$here/whole.sh" "$here" "$1" "$2" "$work"; then
    file=$work/body encoding=
    [ -s "$work/body.gz" ] && file=$work/body.gz encoding=gzip
    seconds=$(($(left) - 2)) # for the end, if it comes to that; 0 would mean without a limit
    [ "$seconds" -gt 0 ] || seconds=1
    post 3 "$url?$query" 'text/plain; charset=utf-8' "$file" "$encoding" "$seconds"
    case $status in 2?? | 401 | 403 | 404) return ;; esac
  else
    # the first line may be half of one, and hold half a secret
    tail -c 131072 "$1" | tr -d '\000' | { [ "$2" -gt 131072 ] && sed 1d || cat; } | redact >"$work/body"
  fi
  {
    printf '{%s,"log_tail":' "$json"
    tail -c 65536 "$work/body" >"$work/end"
    # whole lines, unless one alone fills it
    if [ "$(wc -c <"$work/body")" -gt 65536 ] && [ "$(wc -l <"$work/end")" -gt 1 ]; then
      sed 1d "$work/end"
    else
      cat "$work/end"
    fi | awk -f "$here/json.awk"
    printf '}'
  } >"$work/json"
  post 1 "$url" application/json "$work/json" '' "$(left)"
}

# Fails when the command takes more than what leaves three seconds for the rest. Where there is no `timeout`, only send.sh ends it.
in_time() {
  limit=$(($(left) - 3))
  [ "$limit" -gt 0 ] || return 1
  if has timeout; then timeout "$limit" "$@"; else "$@"; fi
}

# post TRIES URL TYPE FILE ENCODING SECONDS: a service that is busy is asked again
post() {
  tries=$1
  shift
  while :; do
    status=$("$speak" "$@" 2>/dev/null </dev/null)
    tries=$((tries - 1))
    case $status in
    429 | 5??) [ "$tries" -gt 0 ] && [ "$(left)" -gt 3 ] && sleep 1 || break ;;
    [1-4]??) break ;;
    *)
      status=000
      break
      ;;
    esac
  done
}

by_curl() {
  {
    printf 'header = "Authorization: Bearer %s"\n' "$(printf %s "$token" | sed 's/[\\"]/\\&/g')"
    [ -z "$4" ] || printf 'header = "Content-Encoding: %s"\n' "$4"
    # a server that does not know this one is waited for
    printf 'header = "Expect:"\n'
  } | curl -q -s -K - --max-time "$5" --connect-timeout 4 -o "$work/answer" -w '%{http_code}' -H "Content-Type: $2" --data-binary "@$3" "$1"
}

by_wget() {
  {
    printf 'header = Authorization: Bearer %s\n' "$token"
    [ -z "$4" ] || printf 'header = Content-Encoding: %s\n' "$4"
  } >"$work/wgetrc"
  # the whole path: busybox's timeout would take busybox's own
  timeout "$5" "$(command -v wget)" --config="$work/wgetrc" --tries=1 --max-redirect=0 --server-response -O "$work/answer" \
    --header="Content-Type: $2" --post-file="$3" "$1" 2>&1 | sed -n 's/^ *HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p' | tail -n 1
}

# the token is in their environment already, as SPOOR_CI_TOKEN
by_node() { node "$here/post.cjs" "$@"; }
by_bun() { bun "$here/post.cjs" "$@"; }
by_python3() { python3 "$here/post.py" "$@"; }

by_socket() {
  place=${1#http://}
  host=${place%%/*}
  port=${host##*:}
  [ "$port" = "$host" ] && port=80
  {
    printf 'POST /%s HTTP/1.0\r\nHost: %s\r\nAuthorization: Bearer %s\r\n' "${place#*/}" "$host" "$token"
    printf 'Content-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n' "$2" "$(wc -c <"$3")"
    [ -z "$4" ] || printf 'Content-Encoding: %s\r\n' "$4"
    printf '\r\n'
    cat "$3"
  } >"$work/request"
  rm -f "$work/answer" "$work/closed"
  if has nc; then
    # some servers hang up on who has no more to say: the end is held open until they answered
    {
      cat "$work/request"
      until [ -s "$work/answer" ] || [ -e "$work/closed" ]; do sleep 0.1 2>/dev/null || sleep 1; done
    } | {
      timeout "$5" nc "${host%:*}" "$port" >"$work/answer"
      : >"$work/closed"
    }
  else
    timeout "$5" bash -c 'exec 3<>"/dev/tcp/$1/$2" && cat "$3" >&3 && cat <&3' - "${host%:*}" "$port" "$work/request" >"$work/answer"
  fi
  sed -n '1s/^HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p' "$work/answer"
}

if has curl; then
  speak=by_curl
elif has wget && wget --version 2>/dev/null | grep -q '^GNU Wget [1-9]' && has timeout; then
  speak=by_wget
elif has node; then
  speak=by_node
elif has bun; then
  speak=by_bun
elif has python3; then
  speak=by_python3
elif has timeout && { has nc || has bash; }; then
  case $url in
  http://*) speak=by_socket ;;
  *) stop 'https needs one of curl, GNU wget, node, bun, python3, and the image has none' ;;
  esac
else
  stop 'the image has none of curl, GNU wget, node, bun, python3'
fi
