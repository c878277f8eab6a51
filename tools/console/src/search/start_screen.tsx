// The first screen: the search waits, and where one was last is a click away.
import { useEffect } from 'react'
import { useHref } from '../shell/route'
import { recentVisits } from './recent'

export default function StartScreen() {
  const href = useHref()
  const visits = recentVisits()
  useEffect(() => {
    document.title = 'Tallystick'
    document.getElementById('search')?.focus()
  }, [])
  return (
    <div className="screen narrow">
      <h1>Who is calling?</h1>
      <p className="lead">Type a name, an address, a phone number, an account, a meter or an invoice above. Beginnings of words are enough.</p>
      <p>Someone new? <a href={href('set-up')}>Set up a customer</a></p>
      {visits.length > 0 && (
        <section aria-labelledby="recent">
          <h2 id="recent">Where you were</h2>
          <ul className="links">
            {visits.map((visit) => (
              <li key={visit.place.join('/')}><a href={href(...visit.place)}>{visit.title}</a><span className="quiet">{visit.detail}</span></li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
