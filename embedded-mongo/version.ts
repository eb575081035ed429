/** Which MongoDB this engine presents itself as. */

/** The server version whose behaviour is followed. */
export const VERSION = "7.0.0";
export const VERSION_ARRAY = [7, 0, 0, 0];

/** The wire protocol version of that server. */
export const MAX_WIRE_VERSION = 21;
