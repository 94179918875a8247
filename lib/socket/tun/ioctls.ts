/** What `ioctl` is asked for: `<linux/if_tun.h>`, `<linux/sockios.h>`. */
export const TUNSETIFF = 0x400454ca
export const SIOCGIFFLAGS = 0x8913
export const SIOCSIFFLAGS = 0x8914
export const SIOCSIFADDR = 0x8916
export const SIOCSIFNETMASK = 0x891c
export const SIOCSIFMTU = 0x8922
export const SIOCGIFINDEX = 0x8933
/** The kind of socket that interfaces are asked through. */
export const SOCK_DGRAM = 2
