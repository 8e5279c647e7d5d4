// Territory rules as snapshots keep them.
extension TerritoryPolicy: SnapshotValue {
  static var blank: TerritoryPolicy { TerritoryPolicy() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.choices(&precedence)
    try stream.choice(&whiteSpace)
    try stream.choice(&unlisted)
    try stream.choice(&subDealers)
    try stream.choice(&profile)
    try stream.choices(&parties)
    try stream.choice(&defaultWhenNoListing)
    try stream.choice(&notListed)
    try stream.choice(&unlicensed)
    try stream.choice(&unpermitted)
    try stream.integer(&level)
    try stream.rate(&marketShare)
    try stream.origin(&origin)
  }
}

extension TerritoryRule: SnapshotValue {
  static var blank: TerritoryRule { TerritoryRule(id: "", effect: .grant) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.choice(&effect)
    try stream.text(&dealer)
    try stream.text(&region)
    try stream.text(&product)
    guard try stream.isThere(hasMore) else { return }
    try stream.text(&tier)
    try stream.text(&group)
    try stream.text(&category)
    try stream.text(&brand)
    try stream.text(&channel)
    try stream.text(&seller)
    try stream.text(&kind)
    try stream.integer(&graceDays)
    try stream.integer(&warnDays)
    try stream.value(&when)
    try stream.flag(&isExclusive)
    try stream.choice(&restricts)
    try stream.choice(&outcome)
    try stream.integer(&level)
    try stream.validity(&validity)
    try stream.choice(&status)
    try stream.origin(&origin)
  }

  /// Whether it states more than most do.
  private var hasMore: Bool {
    var plain = TerritoryRule(id: id, effect: effect)
    (plain.dealer, plain.region, plain.product) = (dealer, region, product)
    return self != plain
  }
}
