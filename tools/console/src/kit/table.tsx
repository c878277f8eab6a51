// One table for all lists: React Aria's grid, by keyboard too; rows that lead somewhere are links.
import type { ReactNode } from 'react'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'

export type ColumnOf<Item> = {
  id: string
  title: string
  cell: (item: Item) => ReactNode
  /** Numbers: right-aligned. */
  number?: boolean
  /** Names the row for a screen reader; exactly one column should. */
  head?: boolean
  className?: string
}

export function DataTable<Item>({ label, columns, items, idOf, hrefOf, empty, rowClass, onAction }: {
  label: string
  columns: readonly ColumnOf<Item>[]
  items: readonly Item[]
  idOf: (item: Item) => string
  hrefOf?: (item: Item) => string | undefined
  empty: ReactNode
  rowClass?: (item: Item) => string
  onAction?: (item: Item) => void
}) {
  return (
    <div className="table-frame">
      <Table aria-label={label} className="table" {...(onAction ? { onRowAction: (key: React.Key) => {
        const item = items.find((each) => idOf(each) === key)
        if (item !== undefined) onAction(item)
      } } : {})}>
        <TableHeader>
          {columns.map((column) => (
            <Column key={column.id} id={column.id} isRowHeader={!!column.head} className={column.number ? 'number' : ''}>{column.title}</Column>
          ))}
        </TableHeader>
        <TableBody renderEmptyState={() => <span className="nothing">{empty}</span>}>
          {items.map((item) => {
            const href = hrefOf?.(item)
            return (
              <Row key={idOf(item)} id={idOf(item)} className={rowClass?.(item) ?? ''} {...(href ? { href } : {})}>
                {columns.map((column) => (
                  <Cell key={column.id} className={`${column.number ? 'number' : ''} ${column.className ?? ''}`}>{column.cell(item)}</Cell>
                ))}
              </Row>
            )
          })}
        </TableBody>
      </Table>
    </div>
  )
}
