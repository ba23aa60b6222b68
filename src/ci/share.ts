// Share: a budget over several who need some of it.
// Promises: nobody gets more than it needs; what one leaves goes to the others in equal parts; never more than the budget.

/** In the order of `needs`; whole numbers. */
export const shareOut = (needs: readonly number[], budget: number): number[] => {
  const shares = needs.map(() => 0)
  const order = needs.map((need, index) => ({ need, index })).sort((a, b) => a.need - b.need)
  let left = budget
  order.forEach(({ need, index }, i) => {
    const share = Math.max(0, Math.min(need, Math.floor(left / (order.length - i))))
    shares[index] = share
    left -= share
  })
  return shares
}
