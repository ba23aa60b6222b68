#!/bin/sh
# Set-up: makes the folder of this job's logs and puts ci-tee in the PATH of the steps that follow.
#
#   <temp>/spoor-ci.XXXXXX/ bin/ci-tee          what `shell: ci-tee {0}` finds
#                           steps/<n>/ …        one folder a step, see bin/ci-tee
#
# Promises: ends with 0. Where no folder can be made, ci-tee is run from the action's own, finds no steps/ there, and is a plain shell.
# Leaves to others: emptying the runner's temporary folder, which is the runner's.
here=${0%/*}
bin=$here/bin

# mode 0700: the logs are as the steps printed them, with their secrets
if dir=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/spoor-ci.XXXXXX" 2>/dev/null); then
  if { mkdir "$dir/bin" && cp "$bin/ci-tee" "$dir/bin/ci-tee" && chmod 755 "$dir/bin/ci-tee" && mkdir "$dir/steps"; } 2>/dev/null; then
    bin=$dir/bin
  fi
fi
[ "$bin" = "$here/bin" ] && echo "spoor: no folder can be made in ${RUNNER_TEMP:-${TMPDIR:-/tmp}}; the steps run, and nothing is kept"
printf '%s\n' "$bin" >>"$GITHUB_PATH"
exit 0
