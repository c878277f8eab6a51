// Below a list in pages: how many lines are shown, and a button for those after them.
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { Problem } from '../api/problem'
import { count } from '../format/words'
import { ActButton } from '../kit/button'

export function More<Page>({ of, lines, singular, plural }: { of: UseInfiniteQueryResult<InfiniteData<Page>, Problem>; lines: number; singular: string; plural?: string }) {
  if (lines === 0) return null
  return (
    <p className="row more">
      <span className="quiet">{count(lines, singular, plural)}{of.hasNextPage ? ' so far' : ''}</span>
      {of.hasNextPage && <ActButton isPending={of.isFetchingNextPage} onPress={() => void of.fetchNextPage()}>More</ActButton>}
    </p>
  )
}
