/** The package's rooms are its subpaths (`ackbook/tcp`, `ackbook/socket`, `ackbook/run`, …); the root tells only what this is. */
export const name = 'ackbook'
