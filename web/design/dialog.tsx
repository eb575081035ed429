/** Dialogs: modal, closed by Escape, with the focus inside and given back at the end. */
import { lazy, type ReactNode, Suspense, useRef } from "react";
import { Button, type ButtonVariant } from "./button.js";
import type { DialogProps } from "./dialog-view.js";
import { headingId } from "./page.js";

const DialogView = lazy(async () => ({ default: (await import("./dialog-view.js")).DialogView }));

/** A dialog. Its content is mounted while it is open. */
export function Dialog(props: DialogProps) {
  const wasOpen = useRef(false);
  const opener = useRef<Element | null>(null);
  if (props.open && !wasOpen.current) opener.current = document.activeElement;
  wasOpen.current = props.open;
  const isUsed = useRef(false);
  isUsed.current ||= props.open;
  // Its code is loaded by the first one that opens. A closed one stays, to give the focus back.
  if (!isUsed.current) return null;
  return (
    <Suspense fallback={null}>
      <DialogView {...props} onClosed={() => giveFocusBack(opener.current)} />
    </Suspense>
  );
}

/** To what has opened the dialog, also if it was rendered anew meanwhile; if it is gone, to the heading of the page. */
function giveFocusBack(opener: Element | null): void {
  const same = opener?.isConnected ? opener : opener?.id && document.getElementById(opener.id);
  const target = same || document.getElementById(headingId);
  // Another part of the page has decided already.
  const isFree = document.activeElement === null || document.activeElement === document.body;
  if (target instanceof HTMLElement && (isFree || same)) target.focus();
}

interface ConfirmProps extends Omit<DialogProps, "children"> {
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
