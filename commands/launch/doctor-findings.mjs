/** The findings of the checks that need no installed package. */

export const ok = (check, text) => ({ check, state: "ok", text });

export const note = (check, text, mend) => ({ check, state: "note", text, mend });

export const wrong = (check, text, mend) => ({ check, state: "wrong", text, mend });
