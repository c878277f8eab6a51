// The places of operations, by the segment after `#/operations`.
import type { ScreenProps } from '../shell/screens'
import { BatchesScreen } from '../cash/batches_screen'
import { SuspenseScreen } from '../cash/suspense_screen'
import { ImportsScreen } from '../imports/imports_screen'
import { Nothing } from '../kit/states'
import { RateStudyScreen } from '../studies/rate_study_screen'
import { UnbilledRevenue } from '../unbilled/unbilled_revenue'
import { BillRunScreen } from './bill_run_screen'
import { BillingErrors } from './billing_errors'
import { CollectionsWorklist } from './collections_worklist'
import { ControlTotalsPage } from './control_totals'
import { CorrectionsWorklist } from './corrections_worklist'
import { Divisions } from './divisions'
import { MarketWorklist } from '../market/market_worklist'
import { DraftsWorklist } from './drafts_worklist'
import { EscheatsList } from './escheats_list'
import { GlExtract } from './gl_extract'
import { OperationsTrail } from './operations_trail'
import { Periods } from './periods'
import { ProcessesScreen } from './processes'
import { ReadsWorklist } from './reads_worklist'
import { StartPage } from './start_page'
import { UnclaimedWorklist } from './unclaimed_worklist'

export default function OperationsScreen({ rest }: ScreenProps) {
  const [place = '', ...further] = rest
  switch (place) {
    case '': return <StartPage />
    case 'cycles': return <BillRunScreen rest={further} />
    case 'errors': return <BillingErrors />
    case 'reads': return <ReadsWorklist />
    case 'collections': return <CollectionsWorklist />
    case 'corrections': return <CorrectionsWorklist />
    case 'drafts': return <DraftsWorklist day={further[0] ?? ''} />
    case 'market': return <MarketWorklist />
    case 'unclaimed': return <UnclaimedWorklist day={further[0] ?? ''} />
    case 'escheats': return <EscheatsList report={further[0] ?? ''} />
    case 'unbilled': return <UnbilledRevenue />
    case 'suspense': return <SuspenseScreen id={further[0] ?? ''} />
    case 'batches': return <BatchesScreen id={further[0] ?? ''} />
    case 'processes': return <ProcessesScreen process={further[0] ?? ''} />
    case 'imports': return <ImportsScreen format={further[0] ?? ''} />
    case 'rate-studies': return <RateStudyScreen tariff={further[0] ?? ''} />
    case 'periods': return further[0] ? <GlExtract firstDay={further[0]} /> : <Periods />
    case 'control-totals': return <ControlTotalsPage day={further[0] ?? ''} />
    case 'divisions': return <Divisions />
    default: return <div className="screen"><OperationsTrail title="" /><Nothing>Operations has no {place}.</Nothing></div>
  }
}
