/** Judges passwords beside the page, by the rules and in the words of the server. Nothing leaves the browser. */
import {
  type EstimateGuesses,
  judgePassword,
  loadEstimator,
  type PasswordJudgement,
} from "../../subgraphs/auth/passwords/judge-password.js";

/** What the page asks. */
export interface StrengthQuestion {
  id: number;
  password: string;
  /** Words that an attacker would try for this person. */
  personal: readonly string[];
}

/** What the worker answers. */
export interface StrengthAnswer {
  id: number;
  judgement: PasswordJudgement;
}

let estimator: Promise<EstimateGuesses> | undefined;
const loadOnce = () => {
  estimator ??= loadEstimator();
  return estimator;
};

addEventListener("message", ({ data }: MessageEvent<StrengthQuestion>) => {
  void judgePassword(data.password, data.personal, loadOnce).then((judgement) =>
    postMessage({ id: data.id, judgement } satisfies StrengthAnswer),
  );
});
