/** What a page of a mailed link shows without its token. */
import { Notice } from "../design/notice.js";
import { Page } from "../design/page.js";
import { Link } from "../router/link.js";

interface Props {
  title: string;
  /** Where a new link is asked for. */
  to: string;
  action: string;
}

/** The page without a token. */
export function NoToken({ title, to, action }: Props) {
  return (
    <Page title={title}>
      <Notice tone="warning">
        <p>This link is not complete. Open it from the mail again, or ask for another one.</p>
      </Notice>
      <Link to={to}>{action}</Link>
    </Page>
  );
}
