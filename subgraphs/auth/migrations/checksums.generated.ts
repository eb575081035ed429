/** Written by `npm run generate`. */
export const checksums = {
  "0001-place-accounts": "a7dd492a73341990156d054fc5dffca89e06085d54f6a09c5cc0075241b0eeae",
  "0002-list-methods": "cb6706ce0fa0e3808175a76214535ceb14517af9a3eaa0eb21c892727a1711d2",
};
