// Meter files: which format a file has, what must be said of it, its import with progress, and what people must look at afterwards.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useState, useSyncExternalStore } from 'react'
import { useQuestion } from '../api/lists'
import type { components } from '../api/schema'
import { count, sentence } from '../format/words'
import { ActButton, ReasonedButton } from '../kit/button'
import { CheckInput, PickInput, TextInput } from '../kit/fields'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { OperationsTrail } from '../operations/operations_trail'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { ImportRun, type ImportState, inFields, ready } from './import_run'

type Formats = components['schemas']['answer.imports']
type Format = Formats['formats'][number]
type Parameter = Format['parameters'][number]

const titles: Record<string, string> = { csv: 'CSV', greenbutton: 'Green Button', nem12: 'NEM12', nem13: 'NEM13' }
const titleOf = (format: string): string => titles[format] ?? sentence(format)

/** The import of this browser, so that it goes on while its operator looks at something else. */
let latest: ImportRun | undefined

const nothingToHear = () => () => undefined
const readyNow = () => ready

function ParameterField({ parameter, value, onChange }: { parameter: Parameter; value: string; onChange: (value: string) => void }) {
  const label = sentence(parameter.parameter)
  if (parameter.parameter === 'clock') {
    return <PickInput label="Days of the file" value={value || 'nem'} onChange={onChange} options={[{ id: 'nem', label: 'UTC+10 all year' }, { id: 'local', label: 'The utility’s own' }]} />
  }
  if (parameter.parameter === 'any_serial') return <CheckInput label="Serial numbers are not the badge numbers of the meters" isSelected={value === 'true'} onChange={(on) => onChange(on ? 'true' : '')} />
  if (parameter.parameter === 'mapping') {
    return <TextInput label="Mapping" description="Which column has what, and how it is written, in TOML." multiline rows={10} value={value} onChange={onChange} isRequired />
  }
  return <TextInput label={label} description={parameter.about} value={value} onChange={onChange} isRequired={parameter.required} />
}

function FileField({ onChange }: { onChange: (file: File | null) => void }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>File</label>
      <input id={id} type="file" onChange={(event) => onChange(event.target.files?.[0] ?? null)} />
      <span className="hint">A file, or a zip archive of files.</span>
    </div>
  )
}

function Progress({ state, file }: { state: ImportState; file: string }) {
  const words = { ready: '', sending: `Sending ${file}`, importing: `Importing ${file}`, stopped: 'Stopped: import the file again, it goes on', done: 'Done', failed: `${file} is not imported` }[state.state]
  return (
    <section className="card run" aria-label="Progress">
      <p role="status"><strong>{words}.</strong>{state.state === 'importing' && ` ${state.answered.toLocaleString('en-US')} of ${state.commands.toLocaleString('en-US')} answered.`}</p>
      {(state.state === 'sending' || state.state === 'importing') && <progress {...(state.commands > 0 ? { max: state.commands, value: state.answered } : {})} aria-label="Answered" />}
      {state.outcome?.text.split('\n').map((line) => <p key={line}>{line.trim()}</p>)}
      {state.trouble && <p className="error">{state.trouble}</p>}
    </section>
  )
}

function FormatPage({ format }: { format: Format }) {
  const queries = useQueryClient()
  const session = useSession()
  const past = usePastReason()
  const [file, setFile] = useState<File | null>(null)
  const [said, setSaid] = useState<Record<string, string>>({})
  const [run, setRun] = useState(() => (latest?.asked.format === format.format ? latest : undefined))
  const state = useSyncExternalStore(run?.subscribe ?? nothingToHear, run?.current ?? readyNow)
  const going = state.state === 'sending' || state.state === 'importing'
  const missing = format.parameters.find((each) => each.required && !said[each.parameter])
  const off = past ?? format.commands.map((type) => whyNot(session, type)).find((why) => why !== null) ?? (file ? null : 'Choose a file.') ?? (missing ? `${sentence(missing.parameter)} is missing.` : null)

  async function begin() {
    if (!file) return
    const next = new ImportRun({ format: format.format, file, said })
    latest = next
    setRun(next)
    await next.run()
    await queries.invalidateQueries({ queryKey: ['ledger'] })
  }

  return (
    <>
      <h1>{titleOf(format.format)} <span className="id">{format.about}</span></h1>
      <section className="card form-grid" aria-label="What to import">
        <FileField onChange={setFile} />
        {format.parameters.map((parameter) => (
          <ParameterField key={parameter.parameter} parameter={parameter} value={said[parameter.parameter] ?? ''} onChange={(value) => setSaid((before) => ({ ...before, [parameter.parameter]: value }))} />
        ))}
      </section>
      <div className="row">
        {going ? <ActButton kind="danger" onPress={() => run?.stop()}>Stop</ActButton> : <ReasonedButton kind="primary" whyOff={off} onPress={() => void begin()}>Import</ReasonedButton>}
      </div>
      {state.state === 'ready' && <p className="quiet">The same file again records nothing twice. What is wrong in a file is left out and listed; all else is recorded.</p>}
      {state.state !== 'ready' && <Progress state={state} file={run?.asked.file.name ?? ''} />}
      {state.outcome && (
        <section aria-labelledby="findings"><h2 id="findings">To look at</h2>
          {state.outcome.findings.length === 0 ? <p className="quiet">Nothing was left out or refused.</p> : (
            <>
              <p className="quiet">{count(state.outcome.findings.length, 'finding')}.</p>
              <ul className="findings">{state.outcome.findings.map((finding) => <li key={finding}>{inFields(finding)}</li>)}</ul>
            </>
          )}
        </section>
      )}
    </>
  )
}

function List({ formats }: { formats: Format[] }) {
  const href = useHref()
  return (
    <>
      <h1>Meter files</h1>
      <DataTable<Format>
        label="Formats" items={formats} idOf={(each) => each.format} empty="There are none." hrefOf={(each) => href('operations', 'imports', each.format)}
        columns={[
          { id: 'format', title: 'Format', head: true, cell: (each) => titleOf(each.format) },
          { id: 'about', title: 'What its files have', cell: (each) => each.about },
          { id: 'commands', title: 'Gives', cell: (each) => <code>{each.commands.join(', ')}</code> },
        ]}
      />
    </>
  )
}

export function ImportsScreen({ format }: { format: string }) {
  const formats = useQuestion<Formats>('/v1/imports', { asOf: null })
  useEffect(() => {
    document.title = format ? `${titleOf(format)} files` : 'Meter files'
  }, [format])
  return (
    <div className="screen">
      <OperationsTrail title={format ? '' : 'Meter files'} />
      <Answer of={formats} what="the formats">
        {(found) => {
          if (!format) return <List formats={found.formats} />
          const one = found.formats.find((each) => each.format === format)
          return one ? <FormatPage key={format} format={one} /> : <Nothing>There is no format {format}.</Nothing>
        }}
      </Answer>
    </div>
  )
}
