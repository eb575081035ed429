/** Gives a session a refresh token of a new family. */
import { findAccount } from "../accounts/find-account.js";
import type { AuthModels } from "../model.js";
import type { HeldSession } from "./begin-session.js";
import { invalidRefreshToken } from "./refresh.js";
import { createFamily, createSecret, formatRefreshToken, hashPart } from "./refresh-token.js";

/**
 * Replaces the refresh token after the owner has authenticated again: earlier ones become invalid.
 * @throws AppError UNAUTHENTICATED when the session was ended meanwhile.
 */
export async function replaceRefreshToken(
  models: Pick<AuthModels, "sessions" | "accounts">,
  sessionId: string,
): Promise<HeldSession> {
  const family = createFamily();
  const secret = createSecret();
  const session = await models.sessions
    .findOneAndUpdate(
      { _id: sessionId, revokedAt: null },
      {
        $set: {
          familyHash: hashPart(family),
          tokenHash: hashPart(secret),
          previousTokenHash: null,
          successorSalt: null,
          authenticatedAt: new Date(),
        },
      },
      { returnDocument: "after" },
    )
    .lean();
  if (session === null) throw invalidRefreshToken();
  const account = await findAccount(models, session.accountId);
  return { session, account, refreshToken: formatRefreshToken({ sessionId, family, secret }) };
}
