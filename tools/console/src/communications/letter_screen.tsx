// A letter as it was sent. It prints on its own: the frame is left out on paper.
import { useEffect } from 'react'
import { type Letter, useLetter } from '../api/queries'
import { HistoryLinks } from '../audit/history_links'
import { plain } from '../format/words'
import { ScreenAnswer } from '../kit/states'
import { Trail, stepsOf } from '../shell/hierarchy'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'

function LetterPage({ letter }: { letter: Letter }) {
  const href = useHref()
  useEffect(() => {
    document.title = `Letter ${letter.letter}`
  }, [letter.letter])
  const address = [plain(letter.delivery.printed_name), ...plain(letter.delivery.destination).split('\n')].filter(Boolean)
  return (
    <div className="screen">
      <Trail steps={[...stepsOf(letter.heading), { label: `Letter ${letter.letter}`, place: ['letters', letter.letter], here: true }]}>
        <HistoryLinks kind="account" id={letter.heading.account} />
      </Trail>
      <div className="heading no-print">
        <div>
          <h1>Letter <span className="id">{letter.letter}</span></h1>
          <p className="quiet">
            From template {letter.letter_template}, by {letter.by}
            {letter.first_letter && <> · first sent as <a href={href('letters', letter.first_letter)}>{letter.first_letter}</a></>}
            {letter.sent_again.map((again) => <span key={again}> · sent again as <a href={href('letters', again)}>{again}</a></span>)}
          </p>
        </div>
        <div className="tasks">
          <a className="act plain" href={href('accounts', letter.heading.account, 'communications')}>Communication log</a>
          <button type="button" className="act primary" onClick={() => window.print()}>Print</button>
        </div>
      </div>
      <article className="paper" aria-label="Letter as it was sent">
        <header>
          <address>{address.map((each, index) => (index === 0 ? <strong key={index}>{each}</strong> : <span key={index}>{each}</span>))}</address>
          <dl>
            <div><dt>Sent</dt><dd>{letter.sent_on}</dd></div>
            <div><dt>By</dt><dd>{letter.delivery.route_type}</dd></div>
            <div><dt>Account</dt><dd>{letter.heading.account}</dd></div>
          </dl>
        </header>
        <h2>{plain(letter.subject)}</h2>
        {plain(letter.text).split('\n').map((each, index) => (each ? <p key={index}>{each}</p> : <br key={index} />))}
      </article>
    </div>
  )
}

export default function LetterScreen({ rest }: ScreenProps) {
  const [id = ''] = rest
  return <ScreenAnswer of={useLetter(id)} what={`letter ${id}`}>{(letter) => <LetterPage letter={letter} />}</ScreenAnswer>
}
