/** What reports call a client release: `web@1.4`, or `web` where the client has no releases. */
export const releaseName = ({ client, release }: { client: string; release: string }): string =>
  release === "" ? client : `${client}@${release}`;
