/** MongoDB's limits: https://www.mongodb.com/docs/v7.0/reference/limits/ */

/** Of a document. */
export const maxDocumentBytes = 16 * 1024 * 1024;
/** Of a message. */
export const maxMessageBytes = 48_000_000;
/** Of documents nested in a stored document. */
export const maxDepth = 100;
