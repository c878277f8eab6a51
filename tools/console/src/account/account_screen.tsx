// The account: who it is, what they owe and why, what can be done, and tabs with the rest.
import { Suspense, lazy, useEffect, useMemo } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { type Account, type Asked, type Balance, type OpenItems, useAccount, useActivityAhead, useBalance, useOpenItems } from '../api/queries'
import { HistoryLinks } from '../audit/history_links'
import { oneLine } from '../format/address'
import { plain } from '../format/words'
import { ScreenAnswer, Waiting } from '../kit/states'
import { useAccountTabs } from '../layout/account_tabs'
import { logDisplayOf } from '../layout/choices'
import { usePreference } from '../layout/preferences'
import { remember } from '../search/recent'
import { type Choice, useOffered } from '../shell/choices'
import { useKeys } from '../shell/keys'
import { Trail, stepsOfAccount } from '../shell/hierarchy'
import { goTo, useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { OverviewPanel } from './overview_panel'
import { OverviewTab } from './overview_tab'
import { accountTabs } from './tabs'
import { TaskBar } from './task_bar'

const CustomerTab = lazy(() => import('./customer_tab').then((module) => ({ default: module.CustomerTab })))
const ServicesTab = lazy(() => import('./services_tab').then((module) => ({ default: module.ServicesTab })))
const CommunicationsTab = lazy(() => import('../communications/communications_tab').then((module) => ({ default: module.CommunicationsTab })))
const BillingTab = lazy(() => import('./billing_tab').then((module) => ({ default: module.BillingTab })))

/** The main customer's name as printed for this account. */
export function printedName(heading: Account['heading']): string {
  const name = plain(heading.main_customer_name)
  const affix = plain(heading.affix_name)
  return [heading.name_affix === 'prefix' ? affix : '', name, heading.name_affix === 'suffix' ? affix : ''].filter(Boolean).join(' ')
}

type Beside = { balance: Asked<Balance>; items: Asked<OpenItems> }

function AccountPage({ account, rest, balance, items }: { account: Account; rest: string[] } & Beside) {
  const id = account.heading.account
  const href = useHref()
  const { tabs, tab } = useAccountTabs(rest[0])
  const agreement = tab === 'services' ? (rest[1] ?? '') : ''
  const name = printedName(account.heading)
  useEffect(() => {
    document.title = `${name || 'Account'} · ${id}`
    remember({ place: ['accounts', id], title: name || `Account ${id}`, detail: `account ${id} · ${oneLine(account.heading.service_address)}` })
  }, [id, name, account.heading.service_address])
  useKeys(useMemo(() => Object.fromEntries(accountTabs.map((each) => [each.key, () => goTo(['accounts', id, each.id])])), [id]))
  useOffered('account tabs', useMemo<Choice[]>(() => accountTabs.map((each) => ({
    id: `tab ${each.id}`, label: each.label, group: `Account ${id}`, keys: each.key, run: () => goTo(['accounts', id, each.id]),
  })), [id]))
  return (
    <div className="screen">
      <Trail steps={stepsOfAccount(account, agreement)}><HistoryLinks kind="account" id={id} /></Trail>
      <div className="heading">
        <div>
          <h1>{name || 'No main customer'} <span className="id">{id}</span></h1>
          <p className="quiet">
            {account.heading.premise && <><a href={href('premises', account.heading.premise)}>{account.heading.premise}</a> {oneLine(account.heading.service_address)} · </>}
            class {account.customer_class}{account.customer_type && `, type ${account.customer_type}`}{account.rules_class && `, by the rules of class ${account.rules_class}`} · since {account.opened_on}
          </p>
        </div>
        <TaskBar account={account} />
      </div>
      <OverviewPanel account={account} balance={balance} items={items} />
      <Tabs className="tabs" selectedKey={tab} onSelectionChange={(key) => key !== tab && goTo(['accounts', id, String(key)])}>
        <TabList aria-label="Account" className="tab-list">
          {tabs.map((each) => <Tab key={each.id} id={each.id} className="tab">{each.label}</Tab>)}
        </TabList>
        <Suspense fallback={<Waiting what="the tab" />}>
          <TabPanel id="overview"><OverviewTab account={account} items={items} /></TabPanel>
          <TabPanel id="customer"><CustomerTab account={account} /></TabPanel>
          <TabPanel id="services"><ServicesTab account={account} chosen={agreement} /></TabPanel>
          <TabPanel id="billing"><BillingTab account={account} rest={tab === 'billing' ? rest.slice(1) : []} /></TabPanel>
          <TabPanel id="communications"><CommunicationsTab account={account} /></TabPanel>
        </Suspense>
      </Tabs>
    </div>
  )
}

export default function AccountScreen({ rest }: ScreenProps) {
  const [id = '', ...further] = rest
  const account = useAccount(id)
  // All that the first look needs is asked at once, and not when the account has come.
  const beside = { balance: useBalance(id), items: useOpenItems(id) }
  useActivityAhead(id, Number(logDisplayOf(usePreference('layout.log')).lines), useAccountTabs(further[0]).tab === 'overview')
  return <ScreenAnswer of={account} what={`account ${id}`}>{(found) => <AccountPage account={found} rest={further} {...beside} />}</ScreenAnswer>
}
