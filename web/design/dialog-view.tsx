/** What dialog.tsx loads once the first dialog opens: Radix's dialog, in the clothes of this design. */
import * as Radix from "@radix-ui/react-dialog";
import type { ReactNode } from "react";
import { IconButton } from "./button.js";

/** What a dialog has. */
export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** A sentence below the title. */
  description?: ReactNode;
  children?: ReactNode;
}

interface ViewProps extends DialogProps {
  /** It is closed: the focus goes back to where it was. */
  onClosed: () => void;
}

/** The dialog. Its content is mounted while it is open. */
export function DialogView({ open, onClose, onClosed, title, description, children }: ViewProps) {
  return (
    <Radix.Root open={open} onOpenChange={(isOpen) => isOpen || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog__shade" />
        <Radix.Content
          className="dialog"
          onOpenAutoFocus={focusFirstField}
          onEscapeKeyDown={(event) => isInOpenList(event) && event.preventDefault()}
          {...(!description && { "aria-describedby": undefined })}
          onCloseAutoFocus={(event) => {
            // Radix knows only buttons of its own.
            event.preventDefault();
            onClosed();
          }}
        >
          <div className="dialog__head">
            <Radix.Title asChild>
              <h2>{title}</h2>
            </Radix.Title>
            <Radix.Close asChild>
              <IconButton icon="close" label="Close" />
            </Radix.Close>
          </div>
          {description && (
            <Radix.Description asChild>
              <div className="dialog__text">{description}</div>
            </Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The focus goes to the first field of a form, not to the button that closes it. */
function focusFirstField(event: Event): void {
  const content = event.currentTarget as HTMLElement;
  const field = content.querySelector<HTMLElement>("input, select, textarea");
  if (field === null) return;
  event.preventDefault();
  field.focus();
}

/** Escape in a field with an open list closes the list. */
function isInOpenList({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.matches('[role="combobox"][aria-expanded="true"]');
}
