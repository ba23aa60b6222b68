// inParallel: a bounded number at once, answers in the order of the questions. The first failure ends it.

export const inParallel = async <Item, Answer>(
  atOnce: number,
  items: readonly Item[],
  action: (item: Item) => Promise<Answer>,
): Promise<Answer[]> => {
  const answers: Answer[] = new Array(items.length)
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const index = next++
      answers[index] = await action(items[index]!)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return answers
}
