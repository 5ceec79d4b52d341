import { contractFeed } from '../employment/contract-feed.ts'
import { taxFeed } from '../employment/tax-feed.ts'
import { feedRoute } from '../feed/api.ts'
import { registerFeedKind } from '../feed/feed-kind.ts'
import { addressChangeFeed, registrationFeed } from '../stay/address-feed.ts'
import { crossingFeed } from '../stay/crossing-feed.ts'
import { arrivalNoticeFeed, hotelNoticeFeed } from '../stay/notice-feed.ts'
import type { Route } from '../ui/visit.ts'

registerFeedKind(crossingFeed)
registerFeedKind(arrivalNoticeFeed)
registerFeedKind(hotelNoticeFeed)
registerFeedKind(registrationFeed)
registerFeedKind(addressChangeFeed)
registerFeedKind(contractFeed)
registerFeedKind(taxFeed)

/** What other institutions report, each kind by its own door. */
export const feedApi: Route[] = [
  feedRoute(crossingFeed),
  feedRoute(arrivalNoticeFeed),
  feedRoute(hotelNoticeFeed),
  feedRoute(registrationFeed),
  feedRoute(addressChangeFeed),
  feedRoute(contractFeed),
  feedRoute(taxFeed),
]
