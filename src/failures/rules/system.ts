// Rules: what the machine or its kernel refuses: memory, disk, files, rights, signals.
import { type Rule, rule } from '../rule.ts'

const system = { type: 'resource', level: 'error' } as const

export const systemRules: readonly Rule[] = [
  rule({
    ...system,
    id: 'heap-out-of-memory',
    level: 'fatal',
    hints: 'heap out of memory|heap limit|OutOfMemoryError|out of memory|MemoryError|bad_alloc|allocation of',
    match:
      /JavaScript heap out of memory|Reached heap limit|FATAL ERROR:.{0,80}Allocation failed|java\.lang\.OutOfMemoryError(?:: (?<space>[A-Za-z ]{1,60}))?|^MemoryError\b|std::bad_alloc|fatal error: (?:runtime: )?(?:cannot allocate memory|out of memory)|memory allocation of \d+ bytes failed|(?:^|[:\]] ?)out of memory\b(?!-|: Killed process)/im,
    by: ['space'],
  }),
  rule({
    ...system,
    id: 'oom-killed',
    level: 'fatal',
    hints: 'OOMKill|oom-kill|Killed process|out of memory| 137',
    match:
      /Out of memory: Killed process \d+ \((?<process>[^)]{1,60})\)|\bOOMKilled\b(?!["': =]{1,4}false)|\boom-kill(?:er)?\b|Memory cgroup out of memory|(?:exit(?:ed)?(?: with)?(?: code| status)?:?|code) 137\b/,
    by: ['process'],
  }),
  rule({
    ...system,
    id: 'segfault',
    type: 'crash',
    level: 'fatal',
    hints: 'segmentation|segfault|SIGSEGV|SIGBUS|bus error|code 139|status 139',
    match:
      /^(?:.{0,200}\s)?Segmentation fault\b|\b(?<process>[\w.-]{1,60})\[\d+\]: segfault at\b|\bSIGSEGV\b|\bSIGBUS\b|^Bus error\b|exit(?:ed with)? (?:code|status) 139\b|Fatal Python error: Segmentation fault/m,
    by: ['process'],
    isCode: true,
  }),
  rule({
    ...system,
    id: 'sanitizer',
    type: 'crash',
    hints: 'Sanitizer|runtime error: ',
    match:
      /ERROR: (?<tool>\w+Sanitizer): (?<what>[\w-]+)|WARNING: (?<race>ThreadSanitizer): [a-z ]+|^\S+:\d+:\d+: runtime error: /m,
    by: ['tool', 'what', 'race'],
    isCode: true,
  }),
  rule({
    ...system,
    id: 'aborted',
    type: 'crash',
    level: 'fatal',
    hints: 'Assertion|terminate called|stack smashing|double free|free(): |malloc(): |core dumped|corrupted',
    match:
      /Assertion [`'].{1,500}' failed|terminate called (?:after throwing|without an active)|\*\*\* (?<check>stack smashing|buffer overflow) detected|^(?:free|malloc|realloc|corrupted)\b[^\n]{0,80}(?:double free|invalid|corrupt|mismatching)[^\n]{0,60}|^double free or corruption|\((?:core dumped)\)/m,
    by: ['check'],
    isCode: true,
  }),
  rule({
    ...system,
    id: 'killed-by-signal',
    type: 'crash',
    hints: 'SIGKILL|SIGABRT|SIGILL|SIGFPE|SIGTRAP|SIGSYS|signal|Killed|was sent SIG',
    also: 'killed|terminated|exited|died|crashed|command failed|was sent SIG|signal: seg|signal: abo',
    match:
      /\b(?:killed|terminated|exited|died|crashed|command failed)\b.{0,40}?\b(?<signal>SIG(?:KILL|ABRT|ILL|FPE|TRAP|SYS)|signal:? ?(?:9|6|4|8|11)\b)|^(?:\S{1,200}: line \d+: +\d+ )?Killed(?:$| {2,}\S)|^(?:exit status \d{1,3}: )?signal: (?<go>killed|aborted|segmentation fault)|worker .{0,60}was sent (?<sent>SIG\w+)/im,
    by: ['signal', 'sent', 'go'],
  }),
  rule({
    ...system,
    id: 'disk-full',
    level: 'fatal',
    hints: 'ENOSPC|space left|disk full|quota exceeded|EDQUOT',
    match: /\bENOSPC\b|\bno space left on device\b|\bdisk (?:is )?full\b|\bEDQUOT\b|\bdisk quota exceeded\b/i,
    not: /file watchers/i,
  }),
  rule({
    ...system,
    id: 'file-watchers',
    hints: 'file watchers',
    match: /System limit for number of file watchers reached/,
  }),
  rule({
    ...system,
    id: 'too-many-files',
    hints: 'EMFILE|ENFILE|too many open',
    match: /\bE[MN]FILE\b|\btoo many open files\b/i,
  }),
  rule({
    ...system,
    id: 'permission-denied',
    hints: 'EACCES|EPERM|permission denied|PermissionError|AccessDenied|not permitted',
    match:
      /\b(?<errno>EACCES|EPERM)\b(?:: (?:permission denied|operation not permitted),? ?(?<call>\w{1,20})?(?: ['"](?<file>[^'"]{1,500})['"])?)?|(?<path>[^\s:'"]{1,300})['"]?: permission denied\b|\bpermission denied:? ['"]?(?<namedPath>[^\s'"]{1,300})|\bPermissionError\b|AccessDeniedException|\boperation not permitted\b/i,
    by: ['errno', 'call', 'file', 'path', 'namedPath'],
    isCode: true,
  }),
  rule({
    ...system,
    id: 'command-not-found',
    type: 'setup',
    hints: ': not found|command not found|file not found| ENOENT|is not recognized as',
    match:
      /^(?:\S{1,80}: )?(?:line )?(?:\d+: )?(?<command>[\w./@-]{1,100}): (?:command )?not found$|\bcommand not found: (?<zsh>\S{1,100})|\bspawn (?<spawned>\S{1,200}) ENOENT|exec: "(?<exec>[^"]{1,200})": executable file not found|'(?<windows>[^']{1,100})' is not recognized as an internal/m,
    by: ['command', 'zsh', 'spawned', 'exec', 'windows'],
  }),
  rule({
    ...system,
    id: 'command-failed',
    type: 'process',
    hints:
      'Command failed|exit code|exited with|exit status|with code|with status|.service: |The command "|rsync error: ',
    match:
      /^The command "(?<travis>.{1,300}?)" (?:exited with|failed and exited with) [1-9]|\bCommand failed(?: with (?:exit )?code (?<code>\d{1,3}))?(?:: (?<command>.{1,300}))?|^rsync error: .{1,200} \(code (?<rsync>\d{1,3})\)|^(?<unit>[\w@.-]{1,80}\.service): (?:Main process exited, code=\w{1,20}, status=\d|Failed with result)|\b(?:process|command|child|script|container|job|task|step|build|server|worker|program)\b.{0,120}?\b(?:exited|failed|terminated|crashed|completed|finished|returned|died)(?: with)?(?: a)?(?: non-zero)? (?:exit )?(?:code|status):? (?<status>-[1-9]\d{0,9}|[1-9]\d{0,2})\b/im,
    by: ['code', 'command', 'status', 'unit', 'travis', 'rsync'],
    isCode: true,
  }),
  rule({
    ...system,
    id: 'file-not-found',
    type: 'code',
    hints: 'ENOENT|no such file|FileNotFound|NoSuchFile',
    match:
      /\b(?<errno>ENOENT|ENOTDIR)\b(?:: [\w ]{1,40}, (?<call>\w{1,20})(?: ['"](?<file>[^'"]{1,500})['"])?)?|\bFileNotFoundError\b(?:: \[Errno 2\] No such file or directory: ['"](?<missingFile>[^'"]{1,500})['"])?|\bFileNotFoundException\b|NoSuchFileException|\bno such file or directory\b/i,
    by: ['call', 'file', 'missingFile'],
    isCode: true,
  }),
  rule({
    ...system,
    id: 'container',
    hints:
      'CrashLoopBackOff|Back-off|ImagePullBackOff|ErrImagePull|manifest unknown|pull access denied|response from daemon|Docker daemon|Error from server|Failed to pull image',
    match:
      /\b(?<reason>CrashLoopBackOff|ImagePullBackOff|ErrImagePull)\b|Back-off restarting failed container (?<name>[\w.-]{1,60})?|manifest (?:for \S{1,200} not found|unknown)|pull access denied for (?<image>\S{1,200}),|\bFailed to pull image "(?<pulled>[^"]{1,200})"|\bCannot connect to the Docker daemon\b|^Error from server(?: \((?<kind>\w{1,40})\))?: (?<asked>.{1,200})|\bError response from daemon: (?<text>.{1,200})/,
    by: ['reason', 'name', 'image', 'pulled', 'kind', 'asked', 'text'],
  }),
  rule({
    ...system,
    id: 'cloud',
    type: 'external-api',
    hints:
      'AccessDenied|NoSuchBucket|NoSuchKey|ExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch|Throttling|not authorized to perform',
    match:
      /\b(?<code>AccessDenied|NoSuchBucket|NoSuchKey|ExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch|ThrottlingException|Throttling)(?:Exception)?(?:: |\) when calling the (?<call>\w{1,60}) operation)|not authorized to perform: (?<action>[\w:*]{1,80})/,
    by: ['code', 'call', 'action'],
  }),
  rule({
    ...system,
    id: 'memory-issue',
    level: 'warn',
    hints:
      'MaxListenersExceeded|memory leak|high memory|excessive memory|critical memory|high heap|excessive heap|critical heap|usage too high|usage critical|usage exceed|usage above|usage is too|usage is crit|usage is exceed|usage is above',
    match:
      /\bMaxListenersExceededWarning\b|\b(?:possible|potential|detected) (?:\w+ )?memory leak\b|\bmemory leak (?:detected|found|suspected)\b|\b(?:high|excessive|critical) (?:memory|heap) usage\b|\b(?:memory|heap) usage (?:is )?(?:too high|critical|exceed\w*|above)\b/i,
    not: /\bno (?:\w+ )?memory leaks?\b/i,
  }),
]
