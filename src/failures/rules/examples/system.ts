// Examples of the system rules.
import type { Examples } from '../../examples.ts'

export const systemExamples: Record<string, Examples> = {
  'heap-out-of-memory': {
    examples: [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n\tat app.Cache.fill(Cache.java:31)\n\tat app.Main.main(Main.java:9)',
      'Traceback (most recent call last):\n  File "/app/fill.py", line 3, in fill\n    return [0] * n\nMemoryError',
      "terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc",
    ],
    counterExamples: ['heap is at 40 % of its limit', 'allocated 12 MB of memory', 'out of memory-mapped files: 0'],
  },
  'oom-killed': {
    examples: [
      'Out of memory: Killed process 4711 (node) total-vm:12345kB, anon-rss:6789kB',
      'Last State: Terminated, Reason: OOMKilled',
      'container web exited with code 137',
    ],
    counterExamples: ['"OOMKilled": false', 'exited with code 0', 'took 137 ms', 'Compiled 137 modules'],
  },
  segfault: {
    examples: [
      'Segmentation fault (core dumped)',
      'app[4711]: segfault at 0 ip 00005581 sp 00007ffd error 4 in app[5581+1000]',
      'bash: line 1: 14949 Segmentation fault      ./a.out',
      'Process exited with code 139',
    ],
    counterExamples: ['segmentation of customers done', 'image segmentation finished', 'handler for SIGTERM installed'],
  },
  sanitizer: {
    examples: [
      '==12==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000011 at pc 0x55\nREAD of size 1 at 0x602000000011 thread T0\n    #0 0x55d1 in main /src/a.c:5\nSUMMARY: AddressSanitizer: heap-use-after-free /src/a.c:5 in main\n==12==ABORTING',
      "a.c:2:25: runtime error: signed integer overflow: 1 + 2147483647 cannot be represented in type 'int'",
    ],
    counterExamples: ['built with AddressSanitizer', 'HTML sanitizer: removed 2 tags'],
  },
  aborted: {
    examples: [
      'double free or corruption (out)',
      "prog: a.c:2: half: Assertion `n % 2 == 0' failed.\nAborted (core dumped)",
      "terminate called after throwing an instance of 'std::runtime_error'\n  what():  bad header\nAborted",
      'free(): double free detected in tcache 2',
      '*** stack smashing detected ***: terminated',
    ],
    counterExamples: ['upload aborted by the user', 'all assertions passed', 'freed 12 buffers'],
  },
  'killed-by-signal': {
    examples: [
      'signal: killed',
      'exit status 2: signal: segmentation fault',
      'worker 3 was killed by SIGKILL',
      'child process exited on signal: 9',
      'Killed',
      'process terminated by SIGABRT',
    ],
    counterExamples: [
      'signal: started',
      'stopped by SIGTERM',
      'killed 3 zombies in the game',
      'ready to handle SIGKILL-free shutdown',
    ],
  },
  'disk-full': {
    examples: [
      'ENOSPC: no space left on device, write',
      'OSError: [Errno 28] No space left on device',
      'write /var/lib/db: no space left on device',
    ],
    counterExamples: ['disk usage is 40 %', '12 GB of space left'],
  },
  'file-watchers': {
    examples: ["Error: ENOSPC: System limit for number of file watchers reached, watch '/app/src'"],
    counterExamples: ['started 12 file watchers'],
  },
  'too-many-files': {
    examples: [
      "Error: EMFILE: too many open files, open '/app/a.txt'",
      'accept tcp [::]:80: accept4: too many open files',
    ],
    counterExamples: ['opened 3 files', 'closed all open files'],
  },
  'permission-denied': {
    examples: [
      "Error: EACCES: permission denied, open '/etc/app.conf'",
      "PermissionError: [Errno 13] Permission denied: '/etc/app.conf'",
      'bash: ./deploy.sh: Permission denied',
      'open /etc/app.conf: permission denied',
    ],
    counterExamples: ['permissions checked', 'access is permitted', 'denied: 0, granted: 12'],
  },
  'command-not-found': {
    examples: [
      'bash: line 3: pnpm: command not found',
      'sh: 1: jq: not found',
      'zsh: command not found: foo',
      'Error: spawn ffmpeg ENOENT',
      'exec: "git": executable file not found in $PATH',
    ],
    counterExamples: ['GET /favicon.ico not found', 'user not found, creating one', 'the command was found'],
  },
  'command-failed': {
    examples: [
      'rsync error: error in rsync protocol data stream (code 12) at io.c(228)',
      'Process finished with exit code -1073741819 (0xC0000005)',
      'Process completed with exit code 1.',
      'error Command failed with exit code 2.',
      'Error: Command failed: git push\n    at genericNodeError (node:internal/errors:985:15)\n    at push (/app/push.js:3:5)',
      "subprocess.CalledProcessError: Command '['make']' returned non-zero exit status 2.",
      'child process exited with code 3',
      'The command "bundle exec rake" exited with 1.',
    ],
    counterExamples: [
      'Process finished with exit code 0',
      'process exited with code 0',
      'Process completed with exit code 0.',
      'server started with status 1 of 3',
      'the build exited with status 0',
    ],
  },
  'file-not-found': {
    examples: [
      "Error: ENOENT: no such file or directory, open '/app/config.json'",
      "FileNotFoundError: [Errno 2] No such file or directory: 'data.csv'",
      'cat: notes.txt: No such file or directory',
      'open config.toml: no such file or directory',
    ],
    counterExamples: ['found 3 files in the directory', 'created directory /app/data'],
  },
  container: {
    examples: [
      'Failed to pull image "shop/web:1": rpc error: code = NotFound desc = failed to pull and unpack image',
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'Error from server (NotFound): pods "web" not found',
      'Back-off restarting failed container web in pod web-6d4b75cb6d-hx9vt',
      'web-6d4b75cb6d-hx9vt 0/1 CrashLoopBackOff 5 4m',
      'Error response from daemon: No such container: web',
      'Error response from daemon: manifest for python:9 not found: manifest unknown: manifest unknown',
    ],
    counterExamples: ['Docker daemon started', 'Started container web', 'back-off is 2 s', 'pulled image python:3.12'],
  },
  cloud: {
    examples: [
      'botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
      'NoSuchBucket: The specified bucket does not exist',
      'AccessDenied: User: arn:aws:iam::1:user/x is not authorized to perform: s3:PutObject',
    ],
    counterExamples: ['created bucket logs', 'access granted', 'throttling is off'],
  },
  'memory-issue': {
    examples: [
      '(node:12) MaxListenersExceededWarning: Possible EventEmitter memory leak detected. 11 exit listeners added',
      'High memory usage: 1.9 GB of 2 GB',
      'memory leak detected in worker 3',
    ],
    counterExamples: ['no memory leak detected', 'no memory leaks', 'memory usage: 40 MB', 'heap usage is normal'],
  },
}
