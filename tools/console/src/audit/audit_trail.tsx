// Where an auditor is, and the other places of audit, one click away.
import { useHref } from '../shell/route'

const places = [
  { place: ['events'], label: 'Events' },
  { place: ['trial-balance'], label: 'Trial balance' },
  { place: ['compare'], label: 'Two moments' },
  { place: ['integrity'], label: 'Integrity' },
] as const

export function AuditTrail({ title }: { title: string }) {
  const href = useHref()
  return (
    <nav aria-label="Audit" className="trail places">
      <ul>
        {places.map((each) => <li key={each.label}><a href={href(...each.place)} {...(each.label === title ? { 'aria-current': 'page' as const } : {})}>{each.label}</a></li>)}
      </ul>
    </nav>
  )
}
