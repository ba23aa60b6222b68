// Deliveries in the catalog: what happened to a webhook before its task had an id. Nowhere else is it kept.
// Promises: what is added lasts over a power cut; a delivery that has become a task is added to no more.

/** `stages`: lines of JSON, each ended by `\n`. `taskId`: the task it became. `isFlushed`: its stages are in the task. */
export type Delivery = { deliveryId: string; createdMs: number; taskId?: string; isFlushed: boolean; stages: string }

export interface CatalogDeliveries {
  /** Adds a stage, or answers with the task that the delivery has become, or with `full` when it would have more than `maxBytes`. */
  stage(
    deliveryId: string,
    line: string,
    bounds: { nowMs: number; maxBytes: number },
  ): Promise<'kept' | 'full' | { taskId: string }>
  /** Names the task, unless one is named; that is what counts and is returned. */
  becomes(deliveryId: string, taskId: string, nowMs: number): Promise<Delivery>
  /** Its stages are in the task, and are let go here. */
  flushed(deliveryId: string): Promise<void>
  get(deliveryId: string): Promise<Delivery | undefined>
  /** Became a task, and its stages are not known to be in it. */
  unflushed(limit: number): Promise<Delivery[]>
  /** Forgets those first heard of before; and of those that became no task, the oldest beyond `maxOpen`. Returns how many of them were lost:
   *  these, and tasks' whose stages never came into them. */
  sweep(beforeMs: number, maxOpen: number): Promise<number>
}
