// Frames: lines of stacks, and whether they are of the project's own code.
// Promises: V8, Firefox, Python, the JVM, .NET, Ruby, Go, Rust, PHP, Elixir, Dart, Swift, gdb and sanitizers; one look at a line.

const frame = new RegExp(
  [
    String.raw`^\s*at (?:async )?\S.*[:)\]>]|^\s*at \S+$`, // V8, the JVM, .NET, Rust
    String.raw`^\s*(?:\| )?File "[^"]{1,500}", line \d+`,
    String.raw`^\s*(?:from )?[^\s:]{1,300}:\d+:in [\x60']`,
    String.raw`^\t\S{1,300}\.(?:go|s):\d+|^[\w./*()-]{1,200}\((?:0x[0-9a-f]+|\{|\.\.\.|\)).*$|^goroutine \d+ \[|^created by \S`,
    String.raw`^\s*\d{1,3}: +(?:0x[0-9a-f]+ - )?\S`,
    String.raw`^\s*#\d{1,3} +\S`,
    String.raw`^\s*\([\w. ]{1,60}\) \S+\.(?:ex|erl|exs):\d+: `,
    String.raw`^\s*❯ (?:\S+ )?\S+\.\w+:\d+:\d+`,
    String.raw`^\s*\S{0,200}@(?:https?|file|webpack)\S*:\d+:\d+$`,
    String.raw`^\s*\.{3} (?:\d+ more|and \d+|\d+ lines? matching)`,
    String.raw`^\s*\[\d{1,3}\] \S+ at \S+:\d+$`,
    String.raw`^\s*\S+\.(?:rb|php|py|[cm]?[jt]sx?|dart|pm?|lua|exs?|swift|kt|java|cs|cpp|cc|hs|jl):\d+(?::\d+)?(?::in .*)?$`,
  ].join('|'),
)

/** Folders of what others wrote, files of runtimes, packages that come with a language or its test runners. */
const foreign =
  /node_modules|node:internal|\binternal\/|site-packages|dist-packages|[\\/]lib[\\/](?:python|ruby|node|jvm)|\.cargo[\\/]registry|[\\/]rustc[\\/]|[\\/]gems[\\/]|[\\/]vendor[\\/]|pkg[\\/]mod|go[\d.]*[\\/]src[\\/]|<frozen |<anonymous>|<internal:|\bat (?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|scala|sbt|groovy|org\.(?:junit|apache\.(?:maven|tools)|gradle|codehaus|springframework|eclipse|scalatest|mockito|assertj|hibernate|testng|jetbrains)|junit|io\.netty|System|Microsoft|Xunit|NUnit|jasmine|Object\.asyncJest|Module\._|processTicks)[.(]|Native Method|Unknown Source|\b(?:std|core|alloc)::|\/usr\/(?:lib|share|include)\/|\bruntime[./]|\btesting\.tRunner|_testmain\.go|[\\/]testing[\\/]testing\.go|_pytest|unittest[\\/]|phpunit\/phpunit|phpunit\.phar|minitest|rspec-|bundler|\.{3} \d+ more|__libc|library\/(?:std|core)/

export const isFrame = (text: string): boolean => frame.test(text)
export const isForeign = (text: string): boolean => foreign.test(text)
