// Chooses the moment to look at.
import { useState } from 'react'
import { ActButton } from '../kit/button'
import { DayInput, PickInput, TextInput } from '../kit/fields'
import { type MomentKind, kindOfMoment, momentProblem } from './as_of'
import { goToMoment, useAsOf } from './route'

export function MomentForm({ close }: { close: () => void }) {
  const asOf = useAsOf()
  const [kind, setKind] = useState<MomentKind>(asOf ? kindOfMoment(asOf) : 'day')
  const [text, setText] = useState(asOf ?? '')
  const [problem, setProblem] = useState<string | undefined>()
  function look() {
    const wrong = momentProblem(kind, text.trim())
    if (wrong) return setProblem(wrong)
    goToMoment(text.trim())
    close()
  }
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); look() }}>
      <PickInput label="Look at" value={kind} onChange={(next) => { setKind(next as MomentKind); setText(''); setProblem(undefined) }}
        options={[{ id: 'day', label: 'Day' }, { id: 'instant', label: 'Instant' }, { id: 'position', label: 'Position' }]} />
      {kind === 'day'
        ? <DayInput label="Day" description="Everything recorded until the end of this day." value={text} onChange={setText} errorMessage={problem} />
        : <TextInput label={kind === 'instant' ? 'Instant, UTC' : 'Position in the log'} value={text} onChange={setText} errorMessage={problem}
            description={kind === 'instant' ? 'Such as 2022-01-31T17:00:00Z.' : 'Entries before this one.'} />}
      <div className="row end">
        {asOf && <ActButton onPress={() => { goToMoment(null); close() }}>Return to now</ActButton>}
        <ActButton type="submit" kind="primary">Look</ActButton>
      </div>
    </form>
  )
}
