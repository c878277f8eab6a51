// The tabs of an account. To add one: an id, a label, and its panel in account_screen.tsx.
export const accountTabs = [
  { id: 'overview', label: 'Overview', key: '1' },
  { id: 'customer', label: 'Customer information', key: '2' },
  { id: 'services', label: 'Services & premise', key: '3' },
  { id: 'billing', label: 'AR & billing', key: '4' },
  { id: 'communications', label: 'Communications', key: '5' },
] as const

export type AccountTab = (typeof accountTabs)[number]['id']
