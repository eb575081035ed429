/** The page "Confirm e-mail", to which the link for an address leads: the first one, or a new one. */
import { verifyEmail } from "@gatehouse/client";
import { useEffect, useRef, useState } from "react";
import { Button } from "../design/button.js";
import { Notice } from "../design/notice.js";
import { Page } from "../design/page.js";
import { Skeleton } from "../design/placeholder.js";
import { Link } from "../router/link.js";
import { navigate } from "../router/location.js";
import { client } from "../session/client.js";
import { useSession } from "../session/use-session.js";
import { NoToken } from "./no-token.js";
import { useLinkToken } from "./use-link-token.js";

const title = "Confirm e-mail";

/** What has become of the link. */
type Outcome = { email: string } | { problem: string } | null;

/** The page. The proof needs a session of the account: the click of another person proves nothing. */
export function VerifyEmailPage() {
  const token = useLinkToken();
  const { status } = useSession();
  if (token === null) return <NoToken title={title} to="/security" action="Ask for another link" />;
  if (status === "unknown") return <Waiting />;
  if (status === "signedOut") {
    return (
      <Page title={title} lead="Sign in to the account that the mail is about, and the address is confirmed.">
        <Button
          variant="primary"
          wide
          onClick={() => navigate(`/sign-in?next=${encodeURIComponent("/verify-email")}`)}
        >
          Sign in
        </Button>
      </Page>
    );
  }
  return <Verification token={token} />;
}

const Waiting = () => (
  <Page title={title}>
    <Skeleton />
  </Page>
);

function Verification({ token }: { token: string }) {
  const [outcome, setOutcome] = useState<Outcome>(null);
  const isSent = useRef(false);
  useEffect(() => {
    // Once, also where React runs an effect twice: the token is good for one use.
    if (isSent.current) return;
    isSent.current = true;
    void verifyEmail(client, token).then((result) =>
      setOutcome(result.status === "failed" ? { problem: result.error.message } : { email: result.email }),
    );
  }, [token]);
  if (outcome === null) return <Waiting />;
  return (
    <Page title={title}>
      {"email" in outcome ? (
        <Notice tone="success" live>
          <p>
            <strong>{outcome.email}</strong> is confirmed.
          </p>
        </Notice>
      ) : (
        <Notice tone="danger" live>
          <p>{outcome.problem}</p>
        </Notice>
      )}
      {"email" in outcome ? (
        <Link to="/security" className="button button--primary button--wide">
          Continue
        </Link>
      ) : (
        <Link to="/security">To your account</Link>
      )}
    </Page>
  );
}
