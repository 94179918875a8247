/** What each field of a packet means, and where that is written. */

/** A field in words. */
export interface FieldWords {
  means: string
  /** How its value comes about, where that is the same for every segment. */
  computed?: string
  /** The RFC and its section. */
  clause: readonly [rfc: number, section: string]
}

/** What it says, by key: that of a field is the `id` of a `PacketField`. */
const SAYS = {
  fields: {
    version: { means: 'The version of IP.', clause: [791, '3.1'] },
    'header-length': {
      means: 'How long the IP header is, in words of 4 bytes.',
      computed: '5 words, since it has no options.',
      clause: [791, '3.1'],
    },
    service: {
      means: 'Which service the packet asks for, and in the last two bits whether a queue may mark it or has.',
      clause: [3168, '5'],
    },
    'total-length': { means: 'How many bytes the packet has, headers and all.', clause: [791, '3.1'] },
    identification: {
      means: 'Pieces of one packet have the same, so that they can be joined again.',
      computed: 'Its host counts its packets.',
      clause: [6864, '4'],
    },
    fragment: {
      means: 'DF: routers may not cut the packet. Then which piece of a packet this is, from 0.',
      clause: [791, '3.1'],
    },
    'time-to-live': {
      means: 'How many routers may pass it on; at 0 it is thrown away.',
      computed: 'Begins at 64, and each router takes one off.',
      clause: [791, '3.1'],
    },
    protocol: { means: 'What the packet carries: 6 is TCP, 17 UDP, 1 ICMP.', clause: [791, '3.1'] },
    'header-checksum': {
      means: 'Tells whether the IP header has been damaged. TCP has its own for the rest.',
      clause: [791, '3.1'],
    },
    source: { means: 'The address that the packet comes from.', clause: [791, '3.1'] },
    destination: { means: 'The address that the packet goes to.', clause: [791, '3.1'] },
    'source-port': {
      means: 'The port of the socket that sends. With the other port and both addresses it names the connection.',
      clause: [9293, '3.1'],
    },
    'destination-port': { means: 'The port of the socket that it is for.', clause: [9293, '3.1'] },
    'sequence-number': {
      means: 'The number of the first byte that it carries. A SYN has the number from which its sender counts.',
      clause: [9293, '3.4'],
    },
    'acknowledgment-number': {
      means: 'The number of the byte that its sender expects next: all before it have come. It counts if ACK is set.',
      clause: [9293, '3.4'],
    },
    'data-offset': {
      means: 'How long the TCP header is, in words of 4 bytes: behind it the data begin.',
      clause: [9293, '3.1'],
    },
    reserved: { means: 'Kept for later; zero, and not looked at.', clause: [9293, '3.1'] },
    flags: { means: 'Eight single bits, each of which says one thing.', clause: [9293, '3.1'] },
    cwr: {
      means: 'Congestion window reduced: the sender has heard that a queue marked its packets, and sends less.',
      clause: [3168, '6.1'],
    },
    ece: {
      means: 'ECN echo: a packet came that a queue had marked. In a SYN it offers to say so.',
      clause: [3168, '6.1'],
    },
    urg: { means: 'The urgent pointer counts.', clause: [9293, '3.8.5'] },
    ack: {
      means: 'The acknowledgment number counts. Set in every segment after the first SYN.',
      clause: [9293, '3.1'],
    },
    psh: { means: 'Push: hand the bytes to the program now.', clause: [9293, '3.9.1'] },
    rst: { means: 'Reset: the connection ends at once.', clause: [9293, '3.5.2'] },
    syn: { means: 'Opens one direction: the sequence number is the first of its sender.', clause: [9293, '3.5'] },
    fin: { means: 'Closes one direction: its sender will send nothing more.', clause: [9293, '3.6'] },
    window: {
      means: 'How many bytes its sender has room for, from the acknowledgment number on.',
      clause: [9293, '3.8.6'],
    },
    checksum: {
      means: 'Tells whether the segment has been damaged: its receiver adds all words and must get ffff.',
      clause: [9293, '3.1'],
    },
    'urgent-pointer': {
      means: 'Where urgent data end. It counts if URG is set, which hardly anybody does.',
      clause: [9293, '3.8.5'],
    },
    mss: {
      means: 'Maximum segment size: the most data that its sender takes in one segment. Only a SYN can say it.',
      computed: 'What the link takes, less 20 bytes of IP header and 20 of TCP header.',
      clause: [9293, '3.7.1'],
    },
    'window-scale': {
      means: 'By how many places the window field is shifted in later segments, if both SYNs offer it.',
      clause: [7323, '2.2'],
    },
    'sack-permitted': {
      means: 'The sender understands selective acknowledgments. They are used if both SYNs say so.',
      clause: [2018, '2'],
    },
    sack: {
      means: 'Selective acknowledgment: stretches beyond the acknowledgment number that have come already.',
      clause: [2018, '3'],
    },
    timestamps: {
      means: 'The clock of its sender, and the latest clock that came from the other end: so each round trip is timed.',
      clause: [7323, '3.2'],
    },
    'no-operation': { means: 'Fills up, so that what follows begins at a word of 4 bytes.', clause: [9293, '3.1'] },
    'end-of-options': { means: 'No options follow.', clause: [9293, '3.1'] },
    padding: { means: 'Zeros, so that the header ends at a word of 4 bytes.', clause: [9293, '3.1'] },
    data: { means: 'What the program sent.', clause: [9293, '3.1'] },
  } as Readonly<Record<string, FieldWords>>,
  clause: (rfc: number, section: string) => `RFC ${rfc} §${section}`,
  address: (rfc: number, section: string) => `https://www.rfc-editor.org/rfc/rfc${rfc}.html#section-${section}`,
} as const

/** What a field means. @param id of a `PacketField` */
export function wordsOfField(id: string): FieldWords | undefined {
  return SAYS.fields[id]
}

/** `RFC 9293 §3.1`, and its address. */
export function clauseOfField({ clause: [rfc, section] }: FieldWords): { value: string; href: string } {
  return { value: SAYS.clause(rfc, section), href: SAYS.address(rfc, section) }
}
