/** Two versions of a task side by side, and the ways out. */
import { useEffect, useRef } from "react";
import { Button } from "../design/button.js";
import { type Conflict, listDifferences } from "./task-changes.js";

interface Props {
  conflict: Conflict;
  busy?: boolean;
  onMine: () => void;
  onTheirs: () => void;
  /** Goes back to the form, with the person's own values in it. */
  onBack?: () => void;
}

/** The view; the focus goes to what it says. */
export function ConflictView({ conflict, busy = false, onMine, onTheirs, onBack }: Props) {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => text.current?.focus(), []);
  const differences = listDifferences(conflict);
  return (
    <div className="conflict">
      <p ref={text} tabIndex={-1} role="alert">
        This task was changed in another window or by another person since you opened it. Nothing is saved
        yet. “Keep mine” saves what you have changed; what only they have changed stays as it is.
      </p>
      <div>
        <table aria-label="Both versions">
          <thead>
            <tr>
              <td />
              <th scope="col">Mine</th>
              <th scope="col">Theirs</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ field, label, mine, theirs, isContested }) => (
              <tr key={field}>
                <th scope="row">
                  {label}
                  {isContested && <span className="badge badge--warning">Both changed</span>}
                </th>
                <td>{mine}</td>
                <td>{theirs}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="button-row">
        {onBack && (
          <Button variant="quiet" onClick={onBack}>
            Back
          </Button>
        )}
        <Button onClick={onTheirs}>Take theirs</Button>
        <Button variant="primary" busy={busy} onClick={onMine}>
          Keep mine
        </Button>
      </div>
    </div>
  );
}
