/** The name of this chapter of the report. */

export const chapter = "authorization";
