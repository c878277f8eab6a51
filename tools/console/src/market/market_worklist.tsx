// Market transactions that people must look at: answers to what is not known, and those that wait for an answer.
import { useEffect } from 'react'
import { Answer } from '../kit/states'
import { More } from '../operations/more'
import { OperationsTrail } from '../operations/operations_trail'
import { useHref } from '../shell/route'
import { type MarketLine, type MarketPage, useMarketAwaited, useMarketUnpaired } from './market_lists'
import { MarketTable } from './market_section'
import type { Pages } from '../api/lists'

function List({ title, words, empty, of }: { title: string; words: string; empty: string; of: Pages<MarketPage> }) {
  const href = useHref()
  const place = (line: MarketLine) => (line.account ? href('accounts', line.account, 'services', line.market_transaction) : href('premises', line.premise))
  return (
    <section className="stack" aria-label={title}>
      <h2>{title}</h2>
      <p className="quiet">{words}</p>
      <Answer of={of} what={title.toLowerCase()}>
        {({ pages }) => {
          const lines = pages.flatMap((page) => page.transactions)
          return (
            <>
              <MarketTable label={title} lines={lines} currency={pages[0]?.currency ?? ''} empty={empty} hrefOf={place} account />
              <More of={of} lines={lines.length} singular="transaction" />
            </>
          )
        }}
      </Answer>
    </section>
  )
}

export function MarketWorklist() {
  useEffect(() => {
    document.title = 'Market'
  }, [])
  return (
    <div className="screen">
      <OperationsTrail title="Market" />
      <h1>Market transactions</h1>
      <List title="Unpaired answers" words="They cite what is not known: pair each with what it answers, or close it." empty="Every answer is paired." of={useMarketUnpaired()} />
      <List title="Answers awaited" words="By the day on which the answer is due." empty="No answer is awaited." of={useMarketAwaited()} />
    </div>
  )
}
