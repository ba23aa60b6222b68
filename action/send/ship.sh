#!/bin/sh
# Ship HERE WORK DEADLINE: sends the logs that ci-tee kept.
#
#   steps/<n>/ ─▶ which of them ─▶ whole.sh: at most 16 MiB, secrets out, gzip ─▶ POST text/plain
#                 failed, killed,                                                refused, or too late? the last 64 KiB as JSON
#                 green if asked
#
# Promises: failures go before green steps and small logs before large ones, so that a large one costs only itself; neither a log nor a
#   step's name leaves before redact.awk saw it; WORK/sent names what arrived, WORK/why says what kept the rest, WORK/done ends it.
# Leaves to others: the ten seconds (send.sh), speaking HTTP (http.sh), knowing secrets by their looks, which is the service's.
here=$1 work=$2 deadline=$3
LC_ALL=C
export LC_ALL
umask 077
trap ': >"$work/done"' EXIT

stop() {
  echo "$1" >"$work/why"
  exit 0
}
redact() { awk -v "masks=$work/masks" -f "$here/redact.awk"; }

# --- where to, and from where
[ -n "${SPOOR_CI_URL-}" ] || stop 'no url was given; a pull request from a fork sees no secrets'
token=$(printf %s "${SPOOR_CI_TOKEN-}" | tr -d '\r\n')
[ -n "$token" ] || stop 'no token was given; a pull request from a fork sees no secrets'
url=${SPOOR_CI_URL%/}
url=${url%/internal/ci-log}/internal/ci-log
tee=$(command -v ci-tee) || stop 'there is no ci-tee; the set-up step comes first'
steps=${tee%/bin/ci-tee}/steps
[ -d "$steps" ] || stop 'ci-tee had no folder to keep logs in'
. "$here/http.sh"

# --- what has to be hidden, one value a line: tokens, the input, and what any step told the runner to mask (several lines as %0A). Three
# characters would hide half of what is said
{
  printf '%s\n' "$token" "${SPOOR_CI_JOB_TOKEN-}" "${GITHUB_TOKEN-}" "${FORGEJO_TOKEN-}" "${GITEA_TOKEN-}" \
    "${ACTIONS_RUNTIME_TOKEN-}" "${ACTIONS_ID_TOKEN_REQUEST_TOKEN-}" "${SPOOR_CI_MASK-}"
  cat "$steps"/*/log 2>/dev/null | tr -d '\000' | grep -F add-mask |
    sed -n 's/^[[:space:]]*::add-mask[^:]*:://p; s/^[[:space:]]*##\[add-mask[^]]*\]//p' |
    awk '{ gsub(/%0[Dd]/, "\r"); gsub(/%0[Aa]/, "\n"); gsub(/%25/, "%"); print }'
} | tr -d '\r' | awk 'length($0) > 3' >"$work/masks"

# --- which steps: WORK/todo has "<1 failed, 2 green> <bytes> <n> <conclusion>" a line, WORK/names/<n> what step n is called
isGreen=
case ${GITHUB_EVENT_NAME-} in
push | schedule | workflow_dispatch)
  [ "${SPOOR_CI_GREEN-}" = true ] && [ "${GITHUB_REF-}" = "refs/heads/${SPOOR_CI_DEFAULT_BRANCH:-?}" ] && isGreen=yes
  ;;
esac
mkdir "$work/names"
: >"$work/names/all"
: >"$work/todo"
n=1
while [ -d "$steps/$n" ]; do
  at=$steps/$n
  if [ -f "$at/name" ]; then
    {
      read -r id
      read -r line
    } <"$at/name"
    # what the forges show for a step without an id, which they call __run_2 or give a number
    case $id in '' | __* | [0-9]*) id="Run $line" ;; esac
    name=$(printf '%s\n' "$id" | redact | awk -f "$here/short.awk")
    same=$(grep -cxF -e "$name" "$work/names/all")
    printf '%s\n' "$name" >>"$work/names/all"
    [ "$same" -eq 0 ] || name="$name ($((same + 1)))"
    printf '%s\n' "$name" >"$work/names/$n"

    order=1 conclusion=failure
    # without an exit code it was killed: by its own time limit, which fails the job, or with the job
    if [ ! -s "$at/rc" ]; then
      [ "${SPOOR_CI_STATUS-}" = failure ] || conclusion=cancelled
    elif [ "$(cat "$at/rc")" -eq 0 ]; then
      order=2 conclusion=success
    fi
    [ "$order" = 2 ] && [ -z "$isGreen" ] || echo "$order $(wc -c <"$at/log") $n $conclusion" >>"$work/todo"
  fi
  n=$((n + 1))
done
[ -s "$work/todo" ] || stop 'no step that ran under ci-tee failed'

# --- what the service is told of all of them
workflow=${GITHUB_WORKFLOW_REF%%@*}
workflow=${workflow##*/}
leg=$(printf '%s\n' "${SPOOR_CI_LEG-}" | awk -f "$here/leg.awk" | redact)
awk -f "$here/short.awk" >"$work/fields" <<END
repo ${GITHUB_REPOSITORY-}
run_id ${GITHUB_RUN_ID-}
run_attempt ${GITHUB_RUN_ATTEMPT:-1}
job_id ${GITHUB_JOB-}
leg $leg
workflow ${workflow:-${GITHUB_WORKFLOW-}}
head_sha ${SPOOR_CI_SHA:-${GITHUB_SHA-}}
END

# --- one after the other
sort -k1,1n -k2,2n "$work/todo" >"$work/order"
while read -r _ bytes n conclusion; do
  name=$(cat "$work/names/$n")
  printf 'step_name %s\nconclusion %s\n' "$name" "$conclusion" | cat "$work/fields" - | awk -f "$here/fields.awk" >"$work/told"
  {
    read -r query
    read -r json
  } <"$work/told"
  deliver "$steps/$n/log" "$bytes"
  case $status in
  2??) printf '%s (%s)\n' "$name" "$conclusion" >>"$work/sent" ;;
  000) stop 'Spoor did not answer' ;;
  401 | 403) stop "Spoor answered $status: it knows another token" ;;
  404) stop 'Spoor answered 404: it does not watch this repository' ;;
  *) printf 'Spoor answered %s to %s\n' "$status" "$name" >"$work/why" ;;
  esac
done <"$work/order"
