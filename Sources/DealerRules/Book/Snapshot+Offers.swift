// Phases and offers as snapshots keep them.
extension OfferLimits: SnapshotValue {
  static var blank: OfferLimits { .none }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&uses)
    try stream.integer(&usesPerCustomer)
    try stream.integer(&usesPerCode)
    try stream.integer(&budget)
    try stream.integer(&budgetUnits)
    try stream.flag(&isPartial)
  }
}

extension Combination: SnapshotValue {
  static var blank: Combination { .free }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.choice(&exclusive)
    try stream.choice(&alone)
    try stream.choice(&stop)
    try stream.texts(&tags)
    try stream.texts(&combinesWith)
    try stream.integer(&cap)
    try stream.integer(&capPerLine)
    try stream.flag(&sharesUnits)
  }
}

extension Offer: SnapshotValue {
  static var blank: Offer { Offer(id: "", phase: "", benefit: .mark) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.text(&name)
    try stream.text(&phase)
    try stream.text(&group)
    try stream.integer(&priority)
    try stream.validity(&validity)
    try stream.choice(&status)
    try stream.value(&when)
    try stream.list(&requires)
    try stream.list(&requiresAny)
    try stream.texts(&codes)
    try stream.value(&benefit)
    try stream.value(&units)
    try stream.choice(&base)
    try stream.value(&combination)
    try stream.value(&limits)
    try stream.flag(&includesProtected)
    try stream.flag(&includesDiscounted)
    try stream.origin(&origin)
  }
}

extension OfferGroup: SnapshotValue {
  static var blank: OfferGroup { OfferGroup(id: "", choice: .best) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.choice(&choice)
    try stream.choice(&per)
    try stream.choice(&giftValue)
    try stream.origin(&origin)
  }
}

extension Exclusivity: SnapshotValue {
  static var blank: Exclusivity { Exclusivity() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.choice(&per)
    try stream.flag(&strictFirst)
  }
}

extension Phase: SnapshotValue {
  static var blank: Phase { Phase(id: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.choice(&base)
    try stream.choice(&point)
    try stream.rounding(&rounding)
    try stream.choice(&remainder)
    try stream.choice(&mode)
    try stream.value(&exclusivity)
    try stream.choice(&combinePer)
    try stream.flag(&combineAcross)
    try stream.rate(&capRate)
    try stream.text(&floor)
    try stream.list(&groups)
    try stream.origin(&origin)
  }
}
