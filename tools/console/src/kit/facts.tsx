// Names and values, two columns, for what is read and not compared.
import type { ReactNode } from 'react'

export function Facts({ of }: { of: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {of.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value === '' || value === null || value === undefined ? <span className="quiet">—</span> : value}</dd></div>)}
    </dl>
  )
}

/** Yes or no, with why it cannot be changed where it cannot. */
export function YesNo({ is, locked }: { is: boolean; locked?: string | false }) {
  return <span className={is ? 'yes' : 'no'}>{is ? 'Yes' : 'No'}{locked && <span className="quiet"> · {locked}</span>}</span>
}
