// From a document back to whose it is.
import type { Heading } from '../api/queries'
import { HistoryLinks } from '../audit/history_links'
import { plain } from '../format/words'
import { useHref } from '../shell/route'

const compared = ['Invoice', 'Statement', 'Payment']

export function DocumentTrail({ heading, title }: { heading: Heading; title: string }) {
  const [kind = '', id = ''] = title.split(' ')
  const href = useHref()
  return (
    <div className="trail-row">
      <nav aria-label="Where you are" className="trail">
        <ol>
          <li><a href={href()}>Customers</a></li>
          {heading.main_customer && <li><a href={href('persons', heading.main_customer)}>{plain(heading.main_customer_name)}</a></li>}
          <li><a href={href('accounts', heading.account)}>Account {heading.account}</a></li>
          <li aria-current="page">{title}</li>
        </ol>
      </nav>
      <HistoryLinks kind="account" id={heading.account} {...(compared.includes(kind) ? { compared: [kind.toLowerCase(), id] as const } : {})} />
    </div>
  )
}
