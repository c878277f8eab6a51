// Register values that a start, a stop or an exchange takes: one field a register of the meter that is there.
import type { Subject } from '../actions/open'
import type { FieldSpec, Values } from '../actions/specs'

type Point = NonNullable<Subject['point']>

/** Registers that are read, of the meter that is installed now. */
export function readRegisters(point: Point | undefined): Point['meters'][number]['registers'] {
  return (point?.meters.find((meter) => !meter.removed_on)?.registers ?? []).filter((register) => register.kind === 'subtractive')
}

/** Fields for the values of a service point's registers, in the list `path`. */
export function readFields(path: string, label: string, empty: string) {
  return (subject: Subject): FieldSpec[] => readRegisters(subject.point).map((register, index, all) => {
    const last = subject.point?.last_reads.find((read) => read.channel === register.channel)
    return {
      path: `${path}[${index}].value`,
      kind: 'text',
      label: `${label}${all.length > 1 ? `, ${register.channel}` : ''} (${register.unit})`,
      description: [last ? `Last read ${last.value} on ${last.read_on}.` : '', empty].filter(Boolean).join(' '),
    }
  })
}

/** What was typed of them, as a command takes it. */
export function readsOf(values: Values, path: string, subject: Subject): { channel: string; value: string }[] {
  return readRegisters(subject.point).map((register, index) => ({ channel: register.channel, value: values[`${path}[${index}].value`]?.trim() ?? '' })).filter((read) => read.value !== '')
}

/** The list under its name, where something was typed. */
export function listed<Name extends string>(name: Name, reads: { channel: string; value: string }[]): Partial<Record<Name, object[]>> {
  return reads.length ? { [name]: reads } as Partial<Record<Name, object[]>> : {}
}
