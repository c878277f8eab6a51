// Buttons. An action that is off says why: in a tooltip, and to a screen reader.
import type { ReactNode } from 'react'
import { Button, type ButtonProps, Tooltip, TooltipTrigger } from 'react-aria-components'

type Kind = 'primary' | 'plain' | 'quiet' | 'danger'

export function ActButton({ kind = 'plain', className, ...rest }: ButtonProps & { kind?: Kind; className?: string }) {
  return <Button {...rest} className={`act ${kind}${className ? ` ${className}` : ''}`} />
}

/** A button that stays reachable by keyboard while it is off, so that its reason can be read. */
export function ReasonedButton({ whyOff, children, onPress, kind = 'plain', id }: {
  whyOff: string | null
  children: ReactNode
  onPress: () => void
  kind?: Kind
  id?: string
}) {
  if (whyOff === null) return <ActButton kind={kind} onPress={onPress} {...(id ? { id } : {})}>{children}</ActButton>
  return (
    <TooltipTrigger delay={200} closeDelay={0}>
      <Button className={`act ${kind} off`} aria-disabled="true" {...(id ? { id } : {})}>{children}</Button>
      {/* Within the page's own part, so that a screen reader that goes by landmarks meets it. */}
      <Tooltip className="tooltip" placement="bottom" UNSTABLE_portalContainer={document.getElementById('main') ?? document.body}>{whyOff}</Tooltip>
    </TooltipTrigger>
  )
}
