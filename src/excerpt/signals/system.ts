// Signals: the machine: memory, disk, permissions, missing files and commands, signals, time limits, cancelled jobs.
import type { Signal } from './signal.ts'

export const system: readonly Signal[] = [
  {
    id: 'out-of-memory',
    kind: 'system',
    worth: 10,
    match:
      /\bheap out of memory\b|\bout of memory\b|\bOutOfMemory(?:Error|Exception)?\b|\bOOM ?-?[Kk]ill|\bOOMKilled\b|\bCannot allocate memory\b|\bstd::bad_alloc\b|\bMemoryError\b|\bvirtual memory exhausted\b|\bENOMEM\b|\bGC overhead limit exceeded\b|\bAllocation failed\b|\bKilled process \d|\bJava heap space\b|\bMetaspace\b.*(?:OutOf|exceed)|\bmemory (?:limit|quota) (?:exceeded|reached)\b|\bAllowed memory size of\b/i,
    yes: [
      'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory',
      'java.lang.OutOfMemoryError: Java heap space',
      'fork: Cannot allocate memory',
      'virtual memory exhausted: Cannot allocate memory',
    ],
    no: ['memory: 44 MB'],
  },
  {
    id: 'killed',
    kind: 'system',
    worth: 10,
    match:
      /(?:^|: | line \d+: +\d+ )Killed\b|^Killed(?:: 9)?$|\bkilled by signal\b|\b[Rr]eceived signal:? ?(?:SIG|\d)|\bterminated by signal\b|\bsignal: (?:killed|\d+)|\bexit(?:ed)?(?: with)? (?:code|status):? (?:137|139|134|143)\b|\bSIG(?:KILL|SEGV|ABRT|BUS|ILL|FPE|TERM|XCPU)\b|\bcrashed with signal\b|\bexited due to signal\b/,
    yes: [
      '/bin/sh: line 1:    77 Killed                  node merge.js',
      'Killed',
      'nn/test_pruning 1/1 failed! Received signal: SIGBUS',
      'signal: killed',
      'exit code 137',
    ],
    no: ['Killed the old server'.replace('Killed', 'We killed'), 'exit code 1'],
  },
  {
    id: 'segfault',
    kind: 'system',
    worth: 10,
    match:
      /\b[Ss]egmentation [Ff]ault\b|\bsegfault\b|\b[Bb]us error\b|\bIllegal instruction\b|\b[Aa]borted \(core dumped\)|\(core dumped\)|\bAborted$|\bTrace\/BPT trap\b|\bStack smashing detected\b|\bAccess violation\b|\bdouble free or corruption\b|\bfree\(\): invalid\b|\bstack overflow\b|\bEXC_BAD_ACCESS\b|\bFloating point exception\b/i,
    yes: [
      '28142 Segmentation fault      (core dumped) /x/phpunit',
      'Aborted (core dumped)',
      '*** stack smashing detected ***: terminated',
      'thread has overflowed its stack, stack overflow',
    ],
    no: ['no fault'],
  },
  {
    id: 'disk-full',
    kind: 'system',
    worth: 10,
    match:
      /\bNo space left on device\b|\bENOSPC\b|\bdisk (?:is )?full\b|\bDisk quota exceeded\b|\bnot enough (?:disk )?space\b|\bRead-only file system\b|\bEROFS\b|\binsufficient (?:disk )?space\b|\bInput\/output error\b|\bToo many open files\b|\bEMFILE\b|\bENFILE\b/i,
    yes: [
      'java.io.IOException: No space left on device',
      'write: Read-only file system',
      'OSError: [Errno 24] Too many open files',
    ],
    no: ['Filesystem      Size  Used Avail Use% Mounted on'],
  },
  {
    id: 'permission',
    kind: 'system',
    match:
      /\b[Pp]ermission denied\b|\bEACCES\b|\bEPERM\b|\boperation not permitted\b|\bAccess (?:is |to .{1,120} is )?denied\b|\bPermissionError\b|\bAccessDenied(?:Exception)?\b|\binsufficient permissions?\b|\bnot authorized to\b|\bUnauthorizedAccessException\b|\bResource not accessible by integration\b|\bmust be (?:run as )?root\b/i,
    yes: [
      './deploy/run.sh: Permission denied',
      'Error: EACCES: permission denied, mkdir /x',
      'Resource not accessible by integration',
    ],
    no: ['permissions: read-all'],
  },
  {
    id: 'command-missing',
    kind: 'system',
    match:
      /\bcommand not found\b|: not found$|\bis not recognized as (?:an internal|the name)\b|\bexecutable file not found\b|\bno such command\b|\b(?:Unknown|unrecognized|invalid|unknown) (?:command|option|flag|argument|subcommand)\b|\bCannot run program\b|\bexec format error\b|\bbad interpreter\b|\bspawn \S+ ENOENT\b|\bexecvp?:|\bNOTFOUND: not found\b|\bnot found in (?:PATH|\$PATH)\b|\bcould not find (?:executable|command|program)\b|\bNo such (?:sub)?command\b|\bunrecognized arguments:/i,
    yes: [
      '/bin/sh: 1: foo: not found',
      'bash: line 1: foo: command not found',
      'exec: "foo": executable file not found in $PATH',
      'Error: unknown flag: --x',
      'spawn foo ENOENT',
      'a.py: error: unrecognized arguments: --x',
    ],
    no: ['checking for foo... not found (optional)'],
  },
  {
    id: 'file-missing',
    kind: 'system',
    worth: 7,
    match:
      /\b[Nn]o such file or directory\b|\bENOENT\b|\bFileNotFound(?:Error|Exception)?\b|\bNoSuchFile(?:Exception)?\b|\bcannot find the (?:file|path)\b|\b(?:file|directory|path|folder|config(?:uration)?(?: file)?|workflow|script) .{0,200}(?:does not exist|doesn't exist|was not found|could not be found|not found|is missing)\b|\bcould not (?:find|open|read|load)(?: the)?(?: input)? (?:file|config|package configuration)\b|\bCould not open\b|\b(?:cannot|can't) (?:open|stat|access|read|find|load)\b|\bunable to (?:open|read|find|load)\b|\bENOTDIR\b|\bEISDIR\b|\bNo rule to make target\b/i,
    yes: [
      "FileNotFoundError: [Errno 2] No such file or directory: 'a'",
      'cp: cannot stat x: No such file or directory',
      'config file a.yml does not exist',
      'Unable to open /x',
    ],
    no: ['the file exists'],
  },
  {
    id: 'time-limit',
    kind: 'system',
    match:
      /\btimed? ?out after\b|\bhas timed out\b|\bthe operation was cancell?ed\b|\bexceeded the (?:maximum|time|job)|\bexecution (?:expired|time exceeded|took longer)\b|\bjob .{0,60}\b(?:timed out|exceeded|was cancell?ed)\b|\bNo output has been received in the last\b|\btoo long with no output\b|\bexceeded .{0,30}(?:time ?limit|timeout|deadline)\b|\bdeadline exceeded\b|\bDeadlineExceeded\b|\bBuild timed out\b|\bno output for \d+ ?(?:m|s)|\bTimeoutExpired\b|\bCommand took >|\bThe runner has received a shutdown signal\b|\blost communication with the server\b|\b(?:run|execution|step|test|build|command|task|process) timed out\b|\bThe hosted runner (?:lost|encountered|has)\b|\bTimeoutException\b|\btimeout: sending signal\b/i,
    yes: [
      "The action 'Test' has timed out after 360 minutes.",
      'No output has been received in the last 10m0s',
      'Command took >30min, returning 124',
      'The operation was canceled.',
      'The job running on runner X has exceeded the maximum execution time of 360 minutes.',
    ],
    no: ['timeout: 10 minutes'],
  },
  {
    id: 'deadlock-signal',
    kind: 'system',
    match:
      /\ball goroutines are asleep - deadlock\b|\bdeadlock detected\b|\bResource temporarily unavailable\b|\bcould not obtain lock\b|\bdatabase is locked\b|\bAddress already in use\b|\bEADDRINUSE\b|\bport \d+ is (?:already|in use)\b|\bport is already allocated\b/i,
    yes: [
      'fatal error: all goroutines are asleep - deadlock!',
      'Error: listen EADDRINUSE: address already in use :::3000',
      'Bind for 0.0.0.0:80 failed: port is already allocated',
    ],
    no: ['port 3000 is free'],
  },
  {
    id: 'env-missing',
    kind: 'system',
    worth: 7,
    match:
      /\b(?:environment variable|secret|input|variable|parameter|token|credential|api key)s? .{0,80}(?:is|are|was|were|not) (?:not (?:set|defined|found|supplied|provided|given)|required|missing|empty|unset|supplied)\b|\bunbound variable\b|\bparameter null or not set\b|\bInput required and not supplied\b|\b[Mm]issing (?:required )?(?:environment|env|secret|parameter|argument|option|credentials?|token)\b|\bmust be (?:set|specified|provided|defined)\b|\b(?:Please use|[Pp]lease set|need to set) \S+/i,
    yes: [
      'a.sh: line 3: TOKEN: unbound variable',
      'Error: Input required and not supplied: token',
      'The environment variable X is not set',
    ],
    no: ['variables are set'],
  },
  {
    id: 'version-mismatch',
    kind: 'system',
    worth: 7,
    match:
      /\bUnsupported (?:class file|engine|major\.minor|platform|Python version|Node)|\bhas wrong version\b|\b(?:requires|needs) .{1,80}(?:but|found|have|installed|current|or (?:newer|later|higher))\b|\bincompatible (?:with|versions?|types?|engine)|\bengine "?node"? is incompatible\b|\bEBADENGINE\b|\bnot compatible with\b|\bunsupported (?:version|option|release|target)\b|\binvalid (?:source|target) release\b|\bGLIBC_[\d.]+' not found\b|\bno longer (?:supported|exists?|available)\b|\bversion .{1,60} (?:not found|is not available|does not exist)\b/i,
    yes: [
      'class file has wrong version 55.0, should be 52.0',
      'error: invalid target release: 21',
      "version `GLIBC_2.34' not found",
    ],
    no: ['versions agree'],
  },
]
