/// A guard in columns.
struct GuardTerms: Sendable {
  enum Kind: UInt8, Sendable { case floor, ceiling, margin, maxDiscount, drift, movement }
  enum Outcome: UInt8, Sendable { case clip, refuse, warn, approval }

  /// Position in the book.
  var bookIndex: Int32
  var kind: Kind = .floor
  var outcome: Outcome = .warn
  var scope: GuardScope = .line
  var by: GuardDivision?
  var from: Int64 = 0
  var until: Int64 = 0
  var node: Int32 = -1
  var unknown: GuardUnknown = .warn
  var level: Int32 = 0
  /// The kind of price tested, −1 for the net.
  var price: Int32 = -1
  var countsGifts = true
  var withRebate = false
  var withFunds = false

  // A floor or ceiling.
  var isOfList = false
  var base: CompiledBase?
  var factor: Int64 = 0
  var plus: Int64 = 0
  /// −1 for base units.
  var unit: Int32 = -1

  /// Margin or discount.
  var limit = GuardLimit()
  var rise: GuardLimit?
  var fall: GuardLimit?
  var days: Int64 = 1

  // What gives way.
  var yieldsByPriority = false
  var yields: [Int32] = []

  /// Whether a plain amount bounds the price, so that a gift counts only beside its own product.
  var isPlain: Bool { base == nil && !isOfList }

  /// Whether the net must not fall below a bound, so that offers can give way (RULES.md G-015).
  var refusesLowNets: Bool {
    guard outcome == .refuse, price < 0, !withRebate, !withFunds else { return false }
    return kind == .floor || kind == .margin || kind == .maxDiscount
  }

  /// The same where a line has the bound by itself, so that offers can be compared after it
  /// (RULES.md G-012).
  var refusesCandidates: Bool { refusesLowNets && scope == .line }
}

/// Who may approve what, in columns.
struct ApprovalTerms: Sendable {
  var role: String
  /// Reason codes, each with the rule that it must be about, or `nil` for any.
  var findings: [FindingName]
  /// `Int32.max` for every level.
  var level: Int32
  /// Millionths of the book's currency, −1 for any.
  var upTo: Int64
  var node: Int32
}

/// `CODE` or `CODE:RULE`.
struct FindingName: Sendable {
  var code: String
  var rule: String?
  /// Whether the code is one of credit, which is asked after approvals are looked at.
  let isOfCredit: Bool

  init(_ text: String) {
    if let colon = text.utf8.firstIndex(of: 58) {
      code = String(text[..<colon])
      rule = String(text[text.utf8.index(after: colon)...])
    } else {
      code = text
    }
    isOfCredit = CreditCode(rawValue: code) != nil
  }

  /// Whether this names a finding.
  func names(_ code: String, rule: String) -> Bool {
    guard self.code == code else { return false }
    return self.rule.map { IdentifierOrder.areEqual($0, rule) } ?? true
  }
}

/// Published guards in the order of O-007, and who may approve.
struct GuardTable: Sendable {
  var guards: [GuardTerms] = []
  var approvals: [ApprovalTerms] = []
  /// Some guard clips.
  var clips = false
  /// Some guard takes expected rebates into account.
  var asksRebates = false
  var asksFunds = false
  /// Some guard refuses what offers would do to a line.
  var refusesCandidates = false
  /// Some guard refuses what offers leave of lines together.
  var refusesLowNets = false

  var isEmpty: Bool { guards.isEmpty }
  /// Some guard asks what offers took off, so steps are kept whatever is recorded.
  var readsSteps: Bool { clips || refusesLowNets }
}
