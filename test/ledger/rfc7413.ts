import { built, inOrder, type Rule } from './rule.ts'

const REFUSED =
  '§4.2.2: another cookie → the text is not taken, the SYN is; the right one is given, and the text goes again behind the handshake'

/** RFC 7413: TCP Fast Open, where the setting `fastOpen` has it. */
export const rfc7413: readonly Rule[] = inOrder(7413, [
  built('4.1.1', 'MUST', 'ignore a cookie of a length that there is not', {
    in: 'isCookieLength',
    returns: 'true',
    fails: {
      'wire.test.ts': [
        'Fast Open’s option → padded in front, so that the cookie ends with a word; of a length that it cannot have → as unknown',
      ],
    },
  }),
  built('4.1.2', 'MUST', 'give cookies that only this host can tell', {
    in: 'HostCookies.given',
    returns: 'new Uint8Array(8)',
    fails: {
      'fast-open.test.ts': [
        '§4.1.2: cookies → the same for each port of a client, another for another client, and of another server',
      ],
    },
  }),
  built('4.1.3', 'SHOULD', 'send no text for a while to a server that a SYN with text did not reach', {
    in: 'HostCookies.held',
    condition: 'restsUntil',
    becomes: 'false',
    fails: {
      'fast-open.test.ts': [
        '§4.2.1: the SYN with text is lost → goes again without text and option; the text follows, and that server is left alone for an hour',
      ],
    },
  }),
  built('4.2.1', 'SHOULD', 'send again behind the handshake what was not taken with the SYN', {
    in: 'Sender.resendSynText',
    returns: 'undefined',
    fails: { 'fast-open.test.ts': [REFUSED] },
  }),
  built('4.2.2', 'MUST', 'take text only with the right cookie', {
    in: 'takesFastOpen',
    condition: 'shown right length',
    becomes: 'false',
    fails: { 'fast-open.test.ts': [REFUSED] },
  }),
  built('5.1', 'MUST', 'bound how many connections wait for the end of their handshake', {
    in: 'Listener.takesEarly',
    returns: 'true',
    fails: {
      'fast-open.test.ts': [
        '§5.1: more than the backlog wait for the end of their handshake → the next SYN is one as always',
      ],
    },
  }),
])
