/** Written by `npm run generate`. */
export const checksums = {
  "0001-fill-search-keys": "4f79851a9afbf824a67e0c939d87858cbf3d27303e676e1ba208a33aa0e048fa",
};
