import { BlockList, isIP } from 'node:net'

/** Networks of one's own proxies, as given: addresses and networks, `10.0.0.7, 192.168.0.0/16, fd00::/8`. @throws Error naming what is neither */
export function readProxies(given: string): BlockList {
  const list = new BlockList()
  for (const one of given.split(/[\s,]+/).filter(Boolean)) {
    const [address = '', prefix] = one.split('/')
    const kind = isIP(address)
    const bits = kind === 6 ? 128 : 32
    const length = prefix === undefined ? bits : Number(prefix)
    if (!kind || !/^\d{1,3}$/.test(prefix ?? '0') || length > bits)
      throw new Error(`QONYS_TRUSTED_PROXIES: ${one} is no address and no network`)
    list.addSubnet(address, length, kind === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

/** An address as it is compared: IPv4 inside IPv6 is IPv4; undefined when it is none. */
const plain = (address: string | undefined): string | undefined => {
  const bare = address?.trim().replace(/^::ffff:(?=\d+\.)/i, '')
  return bare && isIP(bare) ? bare : undefined
}

/**
 * The network address that a request came from. `X-Forwarded-For` can be written by anybody, so that it is read from its end and only
 * as far as each hand that wrote it is a proxy of ours: the first that is not is who asks. Without trusted proxies it is not read.
 * @param peer the other end of the connection
 * @returns for IPv6 the /64, which is what one connection of a house has; undefined when it is not known
 */
export function whoseAddress(
  peer: string | undefined,
  forwarded: string | undefined,
  proxies: BlockList,
): string | undefined {
  const ours = (address: string) => proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  let address = plain(peer)
  for (const hop of (forwarded ?? '').split(',').reverse()) {
    if (!address || !ours(address)) break
    const before = plain(hop)
    // What is no address was not written by a proxy of ours: nobody before it is believed.
    if (!before) break
    address = before
  }
  return address && isIP(address) === 6 ? networkOf(address) : address
}

/** The first four groups of an IPv6 address. */
function networkOf(address: string): string {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const front = head.split(':').filter(Boolean)
  const back = (tail ?? '').split(':').filter(Boolean)
  const groups =
    tail === undefined
      ? front
      : [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back]
  return `${groups
    .slice(0, 4)
    .map((one) => Number.parseInt(one, 16).toString(16))
    .join(':')}::/64`
}
