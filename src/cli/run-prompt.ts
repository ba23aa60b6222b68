// Run prompt: what an agent was asked, as far as its command line says it.
//
//   claude -p TEXT …   gemini --prompt TEXT   codex exec … TEXT

/** Undefined when it is not there: an agent may read it from stdin, or from a file. */
export const promptOf = (command: readonly string[]): string | undefined => {
  const [, ...args] = command
  for (const [i, arg] of args.entries()) {
    const [, attached] = /^(?:--prompt|--print)=(.*)$/s.exec(arg) ?? []
    if (attached !== undefined) return attached
    const next = args[i + 1]
    if (/^(?:-p|--print|--prompt)$/.test(arg) && next !== undefined && !next.startsWith('-')) return next
  }
  const last = args.at(-1)
  // its options stand in front
  return args[0] === 'exec' && args.length > 1 && !last!.startsWith('-') ? last : undefined
}
