// Where an operator is, and the other places of operations, one click away.
import { useHref } from '../shell/route'

const places = [
  { place: ['operations'], label: 'Operations' },
  { place: ['operations', 'errors'], label: 'Billing errors' },
  { place: ['approvals'], label: 'Approvals' },
  { place: ['masters'], label: 'Masters' },
  { place: ['operations', 'suspense'], label: 'Suspense' },
  { place: ['operations', 'batches'], label: 'Batches' },
  { place: ['operations', 'market'], label: 'Market' },
  { place: ['operations', 'unclaimed'], label: 'Unclaimed property' },
  { place: ['operations', 'processes'], label: 'Processes' },
  { place: ['operations', 'imports'], label: 'Meter files' },
  { place: ['operations', 'periods'], label: 'Periods' },
  { place: ['operations', 'unbilled'], label: 'Unbilled revenue' },
  { place: ['operations', 'control-totals'], label: 'Control totals' },
  { place: ['operations', 'divisions'], label: 'Divisions and feeds' },
  { place: ['tariffs'], label: 'Tariffs' },
  { place: ['operations', 'rate-studies'], label: 'Rate studies' },
  { place: ['settings'], label: 'Control tables' },
] as const

export function OperationsTrail({ title }: { title: string }) {
  const href = useHref()
  return (
    <nav aria-label="Operations" className="trail places">
      <ul>
        {places.map((each) => <li key={each.label}><a href={href(...each.place)} {...(each.label === title ? { 'aria-current': 'page' as const } : {})}>{each.label}</a></li>)}
      </ul>
    </nav>
  )
}
