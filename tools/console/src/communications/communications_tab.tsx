// The communication log of an account: what was said, by which channel, with the memos that were added; letters among it. How it is shown
// is each user's own choice, as of the recent activity.
import { useState } from 'react'
import { openAction } from '../actions/open'
import { type Account, type Communications, useCommunications } from '../api/queries'
import { plain, sentence } from '../format/words'
import { Day } from '../kit/amounts'
import { ActButton, ReasonedButton } from '../kit/button'
import { PickInput } from '../kit/fields'
import { Nothing, ProblemNote, Waiting } from '../kit/states'
import { logDisplayOf } from '../layout/choices'
import { usePreference } from '../layout/preferences'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { hashWith } from '../shell/filters'
import { useAsOf, useHref } from '../shell/route'
import { channels } from './communication_specs'

type Entry = Communications['entries'][number]

/** "Phone, from Ann Miller", "Letter WELCOME to Ann Miller", "Note". */
export function howInWords(entry: Pick<Entry, 'channel' | 'direction' | 'letter_template' | 'person_name'>): string {
  const channel = entry.channel === 'email' ? 'E-mail' : sentence(entry.channel)
  const name = plain(entry.person_name)
  if (!entry.direction) return channel
  return `${channel}${entry.letter_template ? ` ${entry.letter_template}` : ''} ${entry.direction === 'in' ? 'from' : 'to'} ${name}`
}

function FollowUp({ entry }: { entry: Entry }) {
  if (!entry.follow_up) return null
  const text = entry.follow_up === 'done' ? 'Follow-up done' : entry.follow_up === 'due' ? 'Follow-up due since' : 'Follow up on'
  return <p className={entry.follow_up === 'due' ? 'late' : 'quiet'}>{text} {entry.follow_up !== 'done' && entry.follow_up_on}</p>
}

function OneEntry({ account, entry, who }: { account: Account; entry: Entry; who: boolean }) {
  const session = useSession()
  const past = usePastReason()
  const asOf = useAsOf()
  const href = useHref()
  const button = (type: string, label: string) => (
    <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, type)} onPress={() => openAction(type, { account, communication: entry })}>{label}</ReasonedButton>
  )
  const by = (name: string, position: number | string) => who && <a className="quiet who" href={hashWith(['events', 'account', account.heading.account], { at: String(position) }, asOf)}>{name}</a>
  return (
    <li>
      <Day of={entry.happened_on} />
      <article className="what stack" aria-label={`Entry ${entry.entry}`}>
        <div><strong>{plain(entry.subject)}</strong> <span className="id">{entry.entry}</span></div>
        <p className="quiet">{howInWords(entry)}{entry.first_letter && <>, sent again: first <a href={href('letters', entry.first_letter)}>{entry.first_letter}</a></>}</p>
        {plain(entry.text) && <p>{plain(entry.text)}</p>}
        <FollowUp entry={entry} />
        {by(entry.by, entry.position)}
        {entry.memos.length > 0 && (
          <ul aria-label={`Memos of ${entry.entry}`}>
            {entry.memos.map((memo) => <li key={memo.memo}><Day of={memo.added_on} /><span className="what">{plain(memo.text)}{by(memo.by, memo.position)}</span></li>)}
          </ul>
        )}
        <div className="row">
          {button('communication.add_memo', 'Add memo')}
          {entry.letter_template && <><a className="act quiet" href={href('letters', entry.entry)}>Read</a>{button('letter.resend', 'Send again')}</>}
        </div>
      </article>
    </li>
  )
}

function Entries({ account, channel }: { account: Account; channel: string }) {
  const display = logDisplayOf(usePreference('layout.log'))
  const log = useCommunications(account.heading.account, channel, Number(display.lines))
  if (log.isError && !log.data) return <ProblemNote problem={log.error} retry={() => void log.refetch()} />
  if (!log.data) return <Waiting what="the communication log" />
  const entries = log.data.pages.flatMap((page) => page.entries)
  if (entries.length === 0) return <Nothing>{channel ? `The log has no entry by ${channel}.` : 'Nothing is in the log yet.'}</Nothing>
  return (
    <>
      <ol className="activity">{entries.map((entry) => <OneEntry key={entry.entry} account={account} entry={entry} who={display.who} />)}</ol>
      {log.hasNextPage && <ActButton kind="quiet" isPending={log.isFetchingNextPage} onPress={() => void log.fetchNextPage()}>Show what was before</ActButton>}
    </>
  )
}

export function CommunicationsTab({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  const [channel, setChannel] = useState('')
  const off = (type: string) => past ?? whyNot(session, type)
  return (
    <section aria-labelledby="communication-log" className="stack">
      <div className="row spread">
        <h2 id="communication-log">Communication log</h2>
        <div className="row">
          <ReasonedButton kind="plain" whyOff={off('communication.record')} onPress={() => openAction('communication.record', { account })}>Add entry</ReasonedButton>
          <ReasonedButton kind="plain" whyOff={off('letter.send')} onPress={() => openAction('letter.send', { account })}>Send a letter</ReasonedButton>
        </div>
      </div>
      <PickInput label="Channel" value={channel} onChange={setChannel} options={[{ id: '', label: 'All' }, ...channels.map((id) => ({ id, label: id === 'email' ? 'E-mail' : sentence(id) }))]} />
      <Entries account={account} channel={channel} />
    </section>
  )
}
