// The roles, in words. What a session may send comes from the server; these say whom to give which.

export const roles = ['clerk', 'supervisor', 'auditor', 'erp', 'admin'] as const

export const rolesInWords: Record<(typeof roles)[number], string> = {
  clerk: 'Customer service: takes calls, sets customers up, takes payments, asks for adjustments.',
  supervisor: 'What a clerk does; bills, approves adjustments that others asked for, takes back what was posted.',
  auditor: 'Sees everything and changes nothing.',
  erp: 'Another system: reads documents and books, and reports what it has booked.',
  admin: 'Control tables, tariffs, periods and users.',
}
