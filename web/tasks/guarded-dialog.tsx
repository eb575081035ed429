/** A dialog with a form: it asks before it closes over values that are not saved. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../design/button.js";
import { Dialog } from "../design/dialog.js";
import { useUnsavedWarning } from "./task-form.js";

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  /** The content. It says by `setUnsaved` whether there is something to lose. */
  children: (setUnsaved: (isUnsaved: boolean) => void) => ReactNode;
}

/** The dialog. */
export function GuardedDialog({ open, title, onClose, children }: Props) {
  const [isUnsaved, setUnsaved] = useState(false);
  const [isAsking, setAsking] = useState(false);
  useUnsavedWarning(open && isUnsaved);
  const close = () => {
    setAsking(false);
    setUnsaved(false);
    onClose();
  };
  const ask = () => {
    if (isAsking) setAsking(false);
    else if (isUnsaved) setAsking(true);
    else close();
  };
  return (
    <Dialog open={open} onClose={ask} title={isAsking ? "Discard your changes?" : title}>
      {isAsking && <Question onKeep={() => setAsking(false)} onDiscard={close} />}
      <div className="form" hidden={isAsking}>
        {open && children(setUnsaved)}
      </div>
    </Dialog>
  );
}

function Question({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <>
      <p role="alert">What you have entered is not saved.</p>
      <div className="button-row">
        <Button variant="danger" onClick={onDiscard}>
          Discard
        </Button>
        <Button ref={keep} onClick={onKeep}>
          Go on editing
        </Button>
      </div>
    </>
  );
}
