/** Resolves after a time. Outside a page the wait keeps no process alive. */
export const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
