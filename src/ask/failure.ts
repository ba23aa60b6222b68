// Failure of a model: why there is no answer, and what it may have cost.

/** `slow`: not whole in time; `failing`: refused, broken off or empty; `paused`: it was not asked, having failed too often. */
export type ModelWhy = 'slow' | 'failing' | 'paused'

/** `isCharged`: the server may have worked on it. The message is for our log; it carries nothing of what a server said. */
export class ModelFailure extends Error {
  readonly why: ModelWhy
  readonly isCharged: boolean

  constructor(why: ModelWhy, isCharged: boolean, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'ModelFailure'
    this.why = why
    this.isCharged = isCharged
  }
}

/** Whether it was time that ended it, and not whoever asked. */
export const isTimedOut = ({ reason }: AbortSignal): boolean =>
  reason instanceof DOMException && reason.name === 'TimeoutError'
