import { expect, it } from 'vitest'
import { type MasterLine, asTree } from './lists'

const line = (master: string, name: string, parent = '', status: MasterLine['status'] = 'open'): MasterLine => ({ master, name, parent, status, kind: 'organizational', parts: 0, accounts: 0, payer: '' })

it('C31: masters stand under the one that they are part of, by name, without closed ones', () => {
  const tree = asTree([line('MST1', 'Zoo'), line('MST2', 'Bakers'), line('MST3', 'West', 'MST2'), line('MST4', 'East', 'MST2'), line('MST5', 'Coast', 'MST4'), line('MST6', 'Gone', '', 'closed')])
  expect(tree.map((each) => `${each.level} ${each.name}`)).toEqual(['0 Bakers', '1 East', '2 Coast', '1 West', '0 Zoo'])
})
