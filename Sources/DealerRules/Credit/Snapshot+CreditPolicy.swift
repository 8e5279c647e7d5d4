// Credit policies as snapshots keep them.
extension CreditPolicy: SnapshotValue {
  static var blank: CreditPolicy { CreditPolicy() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.list(&nodes)
    try stream.list(&rules)
    try stream.choices(&counted)
    try stream.flag(&mayReachLimit)
    try stream.flag(&countsDisputed)
    try stream.integer(&graceDays)
    try stream.flag(&keepsExpiredLimits)
    try stream.choice(&withoutNode)
    try stream.flag(&reservesWhileHeld)
    try stream.choice(&inBatch)
    try stream.list(&terms)
    try stream.list(&reminderPlans)
    try stream.list(&funding)
    try stream.list(&scorecards)
    try stream.list(&tierSchemes)
  }
}

extension CreditScope: SnapshotValue {
  static var blank: CreditScope { .all }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var texts: [String] = []
    var kind = 0
    switch self {
    case .nodes(let a0): (kind, texts) = (0, a0)
    case .groups(let a0): (kind, texts) = (1, a0)
    case .all: kind = 2
    }
    kind = try stream.kind(kind, of: 3)
    switch kind {
    case 0:
      try stream.texts(&texts)
      self = .nodes(texts)
    case 1:
      try stream.texts(&texts)
      self = .groups(texts)
    default: self = .all
    }
  }
}

extension CreditRule: SnapshotValue {
  static var blank: CreditRule { CreditRule(id: "", .always) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.value(&scope)
    try stream.choice(&kind)
    try stream.value(&test)
    try stream.choice(&effect)
    try stream.choices(&checkpoints)
    try stream.origin(&origin)
  }
}

extension DueRule: SnapshotValue {
  static var blank: DueRule { .netDays(0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var days: Int = 0
    var months: Int = 0
    var payOn: Int = 0
    var kind = 0
    switch self {
    case .netDays(let a0): (kind, days) = (0, a0)
    case .endOfMonth(let a0, let a1): (kind, days, months) = (1, a0, a1)
    case .cutOff(let a0, let a1, let a2): (kind, days, payOn, months) = (2, a0, a1, a2)
    }
    kind = try stream.kind(kind, of: 3)
    switch kind {
    case 0:
      try stream.integer(&days)
      self = .netDays(days)
    case 1:
      try stream.integer(&days)
      try stream.integer(&months)
      self = .endOfMonth(plusDays: days, months: months)
    default:
      try stream.integer(&days)
      try stream.integer(&payOn)
      try stream.integer(&months)
      self = .cutOff(day: days, payOn: payOn, months: months)
    }
  }
}

extension Instalment: SnapshotValue {
  static var blank: Instalment { Instalment(.netDays(0)) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&weight)
    try stream.value(&due)
  }
}

extension CashDiscount: SnapshotValue {
  static var blank: CashDiscount { CashDiscount(.zero, days: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.rate(&rate)
    try stream.integer(&days)
  }
}

extension PaymentTerms: SnapshotValue {
  static var blank: PaymentTerms { PaymentTerms(id: "", .netDays(0)) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.integer(&rank)
    try stream.integer(&discountRank)
    try stream.list(&instalments)
    try stream.list(&discounts)
    try stream.origin(&origin)
  }
}

extension ReminderStep: SnapshotValue {
  static var blank: ReminderStep { ReminderStep(id: "", days: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.integer(&days)
    try stream.integer(&level)
  }
}

extension ReminderPlan: SnapshotValue {
  static var blank: ReminderPlan { ReminderPlan(id: "", steps: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.list(&steps)
    try stream.integer(&materiality)
  }
}

extension FundingSource: SnapshotValue {
  static var blank: FundingSource { FundingSource(id: "", .ownCredit) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.choice(&kind)
    try stream.rate(&most)
  }
}

extension ScoreBand: SnapshotValue {
  static var blank: ScoreBand { ScoreBand(from: 0, points: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&from)
    try stream.integer(&points)
  }
}

extension ScoreCriterion.Measure: SnapshotValue {
  static var blank: ScoreCriterion.Measure { .payments }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var name: String = ""
    var kind = 0
    switch self {
    case .fact(let a0): (kind, name) = (0, a0)
    case .payments: kind = 1
    }
    kind = try stream.kind(kind, of: 2)
    switch kind {
    case 0:
      try stream.text(&name)
      self = .fact(name)
    default: self = .payments
    }
  }
}

extension ScoreCriterion: SnapshotValue {
  static var blank: ScoreCriterion { ScoreCriterion(id: "", .payments, bands: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.value(&measure)
    try stream.integer(&weight)
    try stream.list(&bands)
    try stream.integer(&below)
    try stream.integer(&missing)
  }
}

extension LimitProposal: SnapshotValue {
  static var blank: LimitProposal { .amount(0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var amount: Int64 = 0
    var rate: Rate = .zero
    var kind = 0
    switch self {
    case .amount(let a0): (kind, amount) = (0, a0)
    case .sales(let a0): (kind, rate) = (1, a0)
    }
    kind = try stream.kind(kind, of: 2)
    switch kind {
    case 0:
      try stream.integer(&amount)
      self = .amount(amount)
    default:
      try stream.rate(&rate)
      self = .sales(rate)
    }
  }
}

extension ScoreGrade: SnapshotValue {
  static var blank: ScoreGrade { ScoreGrade(id: "", from: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.integer(&from)
    try stream.value(&limit)
  }
}

extension Scorecard: SnapshotValue {
  static var blank: Scorecard { Scorecard(id: "", criteria: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.list(&criteria)
    try stream.flag(&isAverage)
    try stream.list(&grades)
  }
}

extension DealerTier: SnapshotValue {
  static var blank: DealerTier { DealerTier(id: "", from: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.integer(&from)
    try stream.texts(&rights)
  }
}

extension TierScheme: SnapshotValue {
  static var blank: TierScheme { TierScheme(id: "", tiers: []) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.list(&tiers)
    try stream.integer(&months)
    try stream.integer(&delay)
    try stream.integer(&grace)
  }
}
