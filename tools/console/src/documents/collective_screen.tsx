// A collective statement as its payer sees it, in the layout of its text.
import { useEffect } from 'react'
import { useQuestion } from '../api/lists'
import { ScreenAnswer } from '../kit/states'
import { Trail } from '../shell/hierarchy'
import { useAsOf } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { type CollectiveSheet, collectiveLayoutOf } from './collective_layout'
import { PaperSheet } from './paper_sheet'

function CollectivePage({ sheet }: { sheet: CollectiveSheet }) {
  const title = `Collective statement ${sheet.collective_statement}`
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <div className="screen">
      <Trail steps={[{ label: 'Customers', place: [] }, { label: 'Masters', place: ['masters'] }, { label: sheet.name, place: ['masters', sheet.master] }, { label: title, place: ['collective-statements', sheet.collective_statement], here: true }]} />
      <div className="heading no-print">
        <h1>Collective statement <span className="id">{sheet.collective_statement}</span></h1>
        <div className="tasks"><button type="button" className="act primary" onClick={() => window.print()}>Print</button></div>
      </div>
      <PaperSheet paper={collectiveLayoutOf(sheet)} label="Collective statement as its payer sees it" caption="What each account is asked for, and what is due in all" />
    </div>
  )
}

export default function CollectiveScreen({ rest }: ScreenProps) {
  const [id = ''] = rest
  return <ScreenAnswer of={useQuestion<CollectiveSheet>(`/v1/collective-statements/${encodeURIComponent(id)}`, { asOf: useAsOf() })} what={`collective statement ${id}`}>{(sheet) => <CollectivePage sheet={sheet} />}</ScreenAnswer>
}
