// The command palette (Ctrl-K): every choice of the screen, by typing.
import { Autocomplete, Dialog, Input, Label, Menu, MenuItem, Modal, ModalOverlay, SearchField, useFilter } from 'react-aria-components'
import { useChoices } from './choices'

export function Palette({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (open: boolean) => void }) {
  const choices = useChoices()
  const { contains } = useFilter({ sensitivity: 'base' })
  return (
    <ModalOverlay className="overlay top" isOpen={isOpen} onOpenChange={onOpenChange} isDismissable>
      <Modal className="modal palette">
        <Dialog aria-label="Command palette">
          <Autocomplete filter={contains}>
            <SearchField autoFocus className="palette-field">
              <Label className="unseen">What to do</Label>
              <Input placeholder="What to do" />
            </SearchField>
            {/* What scrolls can be reached by keyboard, though the field above moves through it. */}
            <div className="list" tabIndex={0} role="group" aria-label="List of choices">
              <Menu className="menu" aria-label="Choices" items={choices} renderEmptyState={() => <p className="nothing">Nothing of this name. Search finds customers: press /.</p>}
                onAction={(key) => {
                  const choice = choices.find((each) => each.id === key)
                  if (!choice || choice.whyOff) return
                  onOpenChange(false)
                  choice.run()
                }}>
                {(choice) => (
                  <MenuItem id={choice.id} textValue={`${choice.label} ${choice.group}`} className="list-item" isDisabled={!!choice.whyOff}>
                    <span>{choice.label}</span>
                    <span className="quiet">{choice.whyOff ?? choice.group}</span>
                    {choice.keys && <kbd>{choice.keys}</kbd>}
                  </MenuItem>
                )}
              </Menu>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
