/** The page "Security": how the signed-in user signs in, where they are signed in, and what becomes of their data. */
import { Page } from "../design/page.js";
import { Skeleton } from "../design/placeholder.js";
import { useViewer } from "../session/use-session.js";
import "./account.css";
import { AuthenticatorSection } from "./authenticator-section.js";
import { DataSection } from "./data-section.js";
import { EmailSection } from "./email-section.js";
import { PasskeysSection } from "./passkeys-section.js";
import { PasswordSection } from "./password-section.js";
import { SessionsSection } from "./sessions-section.js";

/** The page. */
export function SecurityPage() {
  const viewer = useViewer();
  return (
    <Page title="Security">
      {viewer === null ? (
        <Skeleton count={5} rows />
      ) : (
        <>
          <EmailSection viewer={viewer} />
          <PasswordSection viewer={viewer} />
          <AuthenticatorSection viewer={viewer} />
          <PasskeysSection />
          <SessionsSection />
          <DataSection viewer={viewer} />
        </>
      )}
    </Page>
  );
}
