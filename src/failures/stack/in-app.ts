// In app: whether a frame is of the app's own code, and not of what it was built upon.

/** Folders that hold what others wrote; paths are looked at with `/`. */
const foreignPath =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.cargo\/(?:registry|git)|\.rustup|rustc|gems|vendor|\.yarn|\.pnpm|pkg\/mod|libsanitizer|sysdeps|csu|\.m2|\.gradle)\/|(?:^|\/)lib\/python\d|\/lib\/(?:ruby|node)\/|(?:^|\/)go[-\d.]*\/src\/|\.pnp\.c?js$|^(?:\/usr\/(?:lib|lib64|include|share)|\/lib|\/lib64|\/System|\/nix\/store)\//
/** What is no file: of the runtime. `<stdin>`, `[eval]` and `<string>` are the user's. */
const runtime =
  /^(?:node:|internal\/|native$|bun:|ext:|deno:|<anonymous>$|<frozen |<internal:|\[internal|chrome-extension:|webpack\/(?:runtime|bootstrap)|(?:Native Method|Unknown Source|unknown)$|library\/(?:std|core|alloc)\/)/
/** Packages that come with a language or are its frameworks, by the name of the function. */
const foreignFunction =
  /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|org\.(?:springframework|apache|junit|hibernate|gradle|eclipse|jboss|mockito|assertj|codehaus|slf4j|postgresql)|io\.(?:netty|grpc|micrometer|undertow|vertx)|reactor|junit|com\.(?:zaxxer|fasterxml|google\.common|mysql)|okhttp3|System|Microsoft)\.|^(?:runtime|runtime\/\w+|net|net\/\w+|os|os\/exec|fmt|io|sync|reflect|testing|database\/sql|context|time|encoding\/\w+|syscall|bufio|log|internal\/[\w/]+|strings|bytes|errors|sort|strconv)\.(?!java)[\w(*]|^(?:std|core|alloc|<?alloc|<?core|<?std)::|^(?:rust_begin_unwind|__rust|_start$|__libc_start|_Unwind|__asan|__interceptor|gsignal$|abort$|raise$)/

export const isInApp = (file: string, func?: string): boolean => {
  const path = file.includes('\\') ? file.replaceAll('\\', '/') : file
  if (runtime.test(path) || foreignPath.test(path)) return false
  return func === undefined || !foreignFunction.test(func)
}
