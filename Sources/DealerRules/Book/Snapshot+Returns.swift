// Return policies as snapshots keep them.
extension ReturnPolicy: SnapshotValue {
  static var blank: ReturnPolicy { ReturnPolicy() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.list(&windows)
    try stream.flag(&isStrictest)
    try stream.choices(&anchors)
    try stream.flag(&rollsToBusinessDay)
    try stream.list(&weekend)
    try stream.list(&holidays)
    try stream.list(&shelfLives)
    try stream.list(&nonReturnable)
    try stream.list(&reasons)
    try stream.texts(&conditions)
    try stream.list(&fees)
    try stream.value(&quota)
    try stream.flag(&isLowerOf)
    try stream.choice(&source)
    try passTerms(through: &stream)
  }

  private mutating func passTerms<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.choice(&promotions)
    try stream.map(&byOffer)
    try stream.choice(&prices)
    try stream.choice(&charges)
    try stream.map(&byCharge)
    try stream.value(&earnings)
    try stream.map(&byAgreement)
    try stream.list(&levels)
    try stream.flag(&needsPayment)
    try stream.flag(&needsDelivery)
    try stream.integer(&holdsFor)
    try stream.choice(&amendments)
    try stream.choice(&shortShipments)
    try stream.choice(&lostThreshold)
    try stream.origin(&origin)
  }
}

extension RemainderTerms: SnapshotValue {
  static var blank: RemainderTerms { .proportional }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.choice(&self)
  }
}

extension ChargeRefund: SnapshotValue {
  static var blank: ChargeRefund { .never }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.choice(&self)
  }
}

extension ReturnScope: SnapshotValue {
  static var blank: ReturnScope { ReturnScope() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.texts(&products)
    try stream.texts(&categories)
    try stream.texts(&tiers)
    try stream.texts(&offers)
  }
}

extension ReturnWindow: SnapshotValue {
  static var blank: ReturnWindow { ReturnWindow(id: "", days: nil) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.integer(&days)
    try stream.value(&scope)
    try stream.flag(&isSoft)
  }
}

extension ReturnShelfLife: SnapshotValue {
  static var blank: ReturnShelfLife { ReturnShelfLife(id: "", before: 0, after: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.integer(&monthsBefore)
    try stream.integer(&monthsAfter)
    try stream.value(&scope)
  }
}

extension ReturnCause: SnapshotValue {
  static var blank: ReturnCause { ReturnCause(id: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.flag(&waivesFee)
    try stream.flag(&isExempt)
    try stream.flag(&ignoresWindow)
    try stream.flag(&isRefused)
    try stream.choices(&dispositions)
  }
}

extension RestockingFee: SnapshotValue {
  static var blank: RestockingFee { RestockingFee(id: "", rate: .zero) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.rate(&rate)
    try stream.integer(&minimum)
    try stream.value(&scope)
  }
}

extension ReturnQuota: SnapshotValue {
  static var blank: ReturnQuota { ReturnQuota(share: .zero) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.rate(&share)
    try stream.integer(&days)
  }
}

extension EarningTerms: SnapshotValue {
  static var blank: EarningTerms { EarningTerms() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.choice(&method)
    try stream.choice(&shortfall)
    try stream.integer(&charge)
  }
}

extension ReturnLevel: SnapshotValue {
  static var blank: ReturnLevel { ReturnLevel(above: 0, level: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&above)
    try stream.integer(&level)
  }
}
