#!/bin/sh
# Send: what the send step runs. Starts ship.sh, waits for it, and says in one line what came of it.
# Promises: ends with 0, within ten seconds, whatever happens. What is still running then holds nothing that the runner waits for.
# Leaves to others: everything else (ship.sh).
here=${0%/*}
if ! work=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/spoor-send.XXXXXX" 2>/dev/null); then
  echo "spoor: nothing was sent: no folder can be made in ${RUNNER_TEMP:-${TMPDIR:-/tmp}}"
  exit 0
fi

deadline=$(($(date +%s) + 8))
sh "$here/ship.sh" "$here" "$work" "$deadline" >/dev/null 2>&1 </dev/null &
ship=$!
until [ -e "$work/done" ] || [ "$(date +%s)" -ge "$deadline" ]; do
  sleep 0.05 2>/dev/null || sleep 1
done
[ -e "$work/done" ] || echo 'the time was over' >"$work/why"
kill "$ship" 2>/dev/null

sent=nothing
[ -s "$work/sent" ] && sent=$(awk '{ printf "%s%s", (NR > 1 ? ", " : ""), $0 }' "$work/sent")
why=
[ -s "$work/why" ] && why=" ($(cat "$work/why"))"
# echo would read the backslashes of a name
printf 'spoor: sent %s%s\n' "$sent" "$why"
rm -rf "$work" 2>/dev/null
exit 0
