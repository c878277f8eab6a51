// Divisions and feeds: who answers, how far behind, what is wrong. Asked again every few seconds.
import { useEffect } from 'react'
import { count, position, sentence } from '../format/words'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { type DivisionHealth, type Feed, useHealth } from './health'
import { OperationsTrail } from './operations_trail'

type FeedLine = Feed & { division: number }

export function Divisions() {
  const health = useHealth()
  useEffect(() => {
    document.title = 'Divisions and feeds'
  }, [])
  return (
    <div className="screen">
      <OperationsTrail title="Divisions and feeds" />
      <h1>Divisions and feeds</h1>
      <Answer of={health} what="the server’s health">
        {(found) => {
          const feeds = found.divisions.flatMap((division) => division.feeds.map((feed): FeedLine => ({ ...feed, division: division.division })))
          return (
            <>
              <p>{found.ready ? 'Every division is ready.' : <span className="error">Not every division is ready.</span>} <span className="quiet">{count(found.divisions.length, 'division')}, asked every 5 seconds.</span></p>
              <DataTable<DivisionHealth>
                label="Divisions" items={found.divisions} idOf={(division) => String(division.division)} empty="This server has no division."
                columns={[
                  { id: 'division', title: 'Division', head: true, cell: (division) => division.division },
                  { id: 'state', title: 'State', cell: (division) => sentence(division.state) },
                  { id: 'ready', title: 'Ready', cell: (division) => (division.ready ? 'Yes' : <span className="error">No</span>) },
                  { id: 'owner', title: 'Answered by', cell: (division) => (division.answered_here ? 'this server' : division.owner || '—') },
                  { id: 'epoch', title: 'Owners so far', number: true, cell: (division) => (Number(division.owner_epoch) === 0 ? '—' : position(division.owner_epoch)) },
                  { id: 'position', title: 'Answers at', number: true, cell: (division) => position(division.position) },
                  { id: 'end', title: 'Log ends at', number: true, cell: (division) => position(division.durable_end) },
                  { id: 'lag', title: 'Entries behind', number: true, cell: (division) => position(division.view_lag) },
                  { id: 'queue', title: 'Commands waiting', number: true, cell: (division) => position(division.queued_works) },
                  { id: 'trouble', title: 'Trouble', cell: (division) => (division.trouble ? <span className="error">{division.trouble}</span> : 'none') },
                ]}
              />
              <section aria-labelledby="feeds"><h2 id="feeds">Feeds</h2>
                <DataTable<FeedLine>
                  label="Feeds" items={feeds} idOf={(feed) => `${feed.division} ${feed.feed} ${feed.topic}`} empty="This server publishes no feed."
                  columns={[
                    { id: 'feed', title: 'Feed', head: true, cell: (feed) => feed.feed },
                    { id: 'division', title: 'Division', number: true, cell: (feed) => feed.division },
                    { id: 'topic', title: 'Topic', cell: (feed) => feed.topic },
                    { id: 'telling', title: 'Publishing', cell: (feed) => (feed.telling ? 'Yes' : <span className="error">No</span>) },
                    { id: 'position', title: 'Published up to', number: true, cell: (feed) => position(feed.position) },
                    { id: 'lag', title: 'Entries behind', number: true, cell: (feed) => position(feed.lag) },
                    { id: 'failures', title: 'Failures', number: true, cell: (feed) => position(feed.failures) },
                    { id: 'trouble', title: 'Trouble', cell: (feed) => (feed.trouble ? <span className="error">{feed.trouble}</span> : 'none') },
                  ]}
                />
              </section>
            </>
          )
        }}
      </Answer>
    </div>
  )
}
