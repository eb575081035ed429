/** Recovery codes: shown once, to be saved. */
import { useState } from "react";
import { Button } from "../design/button.js";
import { Checkbox } from "../design/field.js";
import { Notice } from "../design/notice.js";
import { showToast } from "../design/toast.js";
import { saveFile } from "./save-file.js";

interface Props {
  codes: readonly string[];
  onDone: () => void;
}

/** The codes, with ways to save them. It is left only once that is said to be done. */
export function RecoveryCodes({ codes, onDone }: Props) {
  const [isSaved, setSaved] = useState(false);
  const text = `${codes.join("\n")}\n`;
  const copy = () =>
    navigator.clipboard
      .writeText(text)
      .then(() => showToast("The codes are copied."))
      .catch(() => showToast("The browser did not allow that. Select the codes, and copy them."));
  return (
    <>
      <Notice tone="warning">
        <p>
          These codes are shown only now. Each replaces a code of the app once. Keep them where your phone is
          not.
        </p>
      </Notice>
      <ul className="codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="button-row">
        <Button icon="copy" onClick={() => void copy()}>
          Copy
        </Button>
        <Button icon="download" onClick={() => saveFile("gatehouse-recovery-codes.txt", "text/plain", text)}>
          Download
        </Button>
      </div>
      <Checkbox
        label="I have saved these codes"
        checked={isSaved}
        onChange={({ target }) => setSaved(target.checked)}
      />
      <div className="button-row">
        <Button
          variant="primary"
          onClick={() => (isSaved ? onDone() : showToast("Save the codes first, and tick the box."))}
        >
          Done
        </Button>
      </div>
    </>
  );
}
