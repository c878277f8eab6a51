// The two balances of an account, as the ledger's answers and texts name them.
export const meaningOfBalances = {
  current: 'what is asked for now',
  payoff: 'what is truly owed',
}
