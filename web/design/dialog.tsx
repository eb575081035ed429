/** Dialogs: modal, closed by Escape, with the focus inside and given back at the end (Radix). */
import * as Radix from "@radix-ui/react-dialog";
import type { ReactNode } from "react";
import { Button, type ButtonVariant, IconButton } from "./button.js";

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  /** A sentence below the title. */
  description?: ReactNode;
  children?: ReactNode;
}

/** A dialog. Its content is mounted while it is open. */
export function Dialog({ open, onClose, title, description, children }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(isOpen) => isOpen || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog__shade" />
        <Radix.Content className="dialog" {...(!description && { "aria-describedby": undefined })}>
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

interface ConfirmProps extends Omit<Props, "children"> {
  /** What the button says that does it: the verb. */
  action: string;
  variant?: ButtonVariant;
  busy?: boolean;
  onConfirm: () => void;
  children?: ReactNode;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  action,
  variant = "danger",
  busy = false,
  onConfirm,
  children,
  ...dialog
}: ConfirmProps) {
  return (
    <Dialog {...dialog}>
      {children}
      <div className="button-row">
        <Button onClick={dialog.onClose}>Cancel</Button>
        <Button variant={variant} busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
