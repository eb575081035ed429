/** What a page for admins is to a caller who is none. */
import { Notice } from "../design/notice.js";
import { Page } from "../design/page.js";
import { Link } from "../router/link.js";

/** The page. */
export function AdminsOnlyPage() {
  return (
    <Page title="Only for admins">
      <Notice tone="warning">
        <p>
          This page is for admins, and your account is not one. An admin can give you the role, on the page
          People.
        </p>
      </Notice>
      <p>
        <Link to="/">Back to your tasks</Link>
      </p>
    </Page>
  );
}
