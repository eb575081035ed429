/** Asks again and again while the page is visible, and at once when it becomes so or is online again. */
import { useEffect, useRef } from "react";

/** Calls `ask`; never while an earlier call is under way. */
export function usePolling(ask: () => Promise<unknown>, milliseconds: number): void {
  const current = useRef(ask);
  current.current = ask;
  useEffect(() => {
    let isAsking = false;
    const run = () => {
      if (isAsking || document.visibilityState !== "visible") return;
      isAsking = true;
      void current.current().finally(() => {
        isAsking = false;
      });
    };
    const timer = setInterval(() => navigator.onLine && run(), milliseconds);
    document.addEventListener("visibilitychange", run);
    window.addEventListener("online", run);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", run);
      window.removeEventListener("online", run);
    };
  }, [milliseconds]);
}
