// Teller: tells the app about a trouble, once a topic, and survives an app that throws when told.

export interface Teller {
  tell(topic: string, error: Error): void
  /** The topic is over: its next trouble is told again. */
  mended(topic: string): void
}

export const createTeller = (onError: (error: Error) => void): Teller => {
  // bounded by the topics in our own code
  const told = new Set<string>()
  return {
    tell(topic, error) {
      if (told.has(topic)) return
      told.add(topic)
      try {
        onError(error)
      } catch {
        // a logger may not break the app, even when the app's own handler does
      }
    },
    mended: (topic) => void told.delete(topic),
  }
}
