#!/bin/sh
# Whole HERE LOG BYTES WORK: the log as it may leave, in WORK/body, and WORK/body.gz where there is a gzip.
# Promises: at most 16 MiB; of a larger log head and tail by whole lines, with a line between them that says what is missing; no NUL, which
#   awk cannot read; nothing of WORK/masks. Only the first BYTES of the log count: a server left running may be writing to it.
# Leaves to others: stopping this when it takes too long (ship.sh).
here=$1 log=$2 bytes=$3 work=$4
maxBytes=16777216
headBytes=4194304
markBytes=200

if [ "$bytes" -le "$maxBytes" ]; then
  head -c "$bytes" "$log"
else
  head -c "$headBytes" "$log" | sed '$d' >"$work/head"
  tail -c "$((maxBytes - headBytes - markBytes))" "$log" | sed 1d >"$work/tail"
  cutBytes=$((bytes - $(wc -c <"$work/head") - $(wc -c <"$work/tail")))
  cutLines=$(($(wc -l <"$log") - $(wc -l <"$work/head") - $(wc -l <"$work/tail")))
  cat "$work/head"
  echo "[... $cutLines lines, $cutBytes bytes were cut here: a log is sent up to 16 MiB ...]"
  cat "$work/tail"
fi | tr -d '\000' >"$work/body"

# most have nothing to hide, and to look is far cheaper than to rewrite
if grep -qFf "$work/masks" "$work/body"; then
  awk -v "masks=$work/masks" -f "$here/redact.awk" <"$work/body" >"$work/redacted"
  mv "$work/redacted" "$work/body"
fi
if command -v gzip >/dev/null 2>&1; then gzip -c <"$work/body" >"$work/body.gz"; fi
