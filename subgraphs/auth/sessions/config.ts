/** The settings of sessions. */
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";

/** How long sessions live. */
export interface SessionConfig {
  /** A session ends when it was not refreshed for this long. */
  idleSeconds: number;
  /** A session ends this long after the sign-in. */
  absoluteSeconds: number;
  /** Within this time the same client may repeat a refresh, and gets the same successor. */
  replayGraceSeconds: number;
}

const daySeconds = 86_400;

/** Reads SESSION_IDLE_SECONDS, SESSION_ABSOLUTE_SECONDS and REFRESH_REPLAY_GRACE_SECONDS. */
export function readSessionConfig(settings: SettingsReader): SessionConfig {
  const { integer } = settings.section("Sessions");
  const limits = { min: 60, max: 365 * daySeconds };
  return {
    idleSeconds: integer("SESSION_IDLE_SECONDS", 14 * daySeconds, {
      ...limits,
      about: "A session ends when it was not refreshed for this long. The default is 14 days.",
    }),
    absoluteSeconds: integer("SESSION_ABSOLUTE_SECONDS", 90 * daySeconds, {
      ...limits,
      about: "A session ends this long after the sign-in, whatever happens. The default is 90 days.",
    }),
    replayGraceSeconds: integer("REFRESH_REPLAY_GRACE_SECONDS", 10, {
      min: 0,
      max: 60,
      about: "For this long the client that repeats a refresh gets the same answer again.",
    }),
  };
}
