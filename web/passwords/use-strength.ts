/** Asks the worker for its judgement of a password while it is typed. */
import { useEffect, useRef, useState } from "react";
import type { PasswordJudgement } from "../../subgraphs/auth/passwords/judge-password.js";
import type { StrengthAnswer, StrengthQuestion } from "./strength-worker.js";

/** A pause in typing: the judgement is announced, and each letter would be too often. */
const pauseMilliseconds = 250;

/** Returns the judgement of the password; null while there is none. The worker is started by the first letter. */
export function useStrength(password: string, personal: readonly string[]): PasswordJudgement | null {
  const worker = useRef<Worker | null>(null);
  const lastId = useRef(0);
  const [judgement, setJudgement] = useState<PasswordJudgement | null>(null);
  const words = personal.join("\n");
  useEffect(
    () => () => {
      worker.current?.terminate();
      worker.current = null;
    },
    [],
  );
  useEffect(() => {
    lastId.current += 1;
    const id = lastId.current;
    if (password === "") {
      setJudgement(null);
      return;
    }
    worker.current ??= new Worker(new URL("./strength-worker.ts", import.meta.url), { type: "module" });
    const { current } = worker;
    const listen = ({ data }: MessageEvent<StrengthAnswer>) => {
      if (data.id === lastId.current) setJudgement(data.judgement);
    };
    current.addEventListener("message", listen);
    const question: StrengthQuestion = { id, password, personal: words.split("\n").filter(Boolean) };
    const timer = setTimeout(() => current.postMessage(question), pauseMilliseconds);
    return () => {
      clearTimeout(timer);
      current.removeEventListener("message", listen);
    };
  }, [password, words]);
  return judgement;
}
