/// Whether a return policy names what the book has (RULES.md Z-010, Z-030).
struct ReturnChecks {
  private let book: RuleBook
  private var sink: DiagnosticSink

  /// Every finding about the returns of a book.
  static func findings(of book: RuleBook, limits: Limits) -> DiagnosticSink {
    var checks = ReturnChecks(book, limits)
    if let policy = book.returns { checks.check(policy) }
    return checks.sink
  }

  private init(_ book: RuleBook, _ limits: Limits) {
    self.book = book
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  /// Elements of a list of the policy at most.
  private static let most = 1000

  private mutating func check(_ policy: ReturnPolicy) {
    let counts = [
      policy.windows.count, policy.shelfLives.count, policy.nonReturnable.count,
      policy.reasons.count, policy.fees.count, policy.levels.count, policy.holidays.count,
    ]
    for count in counts where count > ReturnChecks.most {
      sink.report(
        .limitExceeded,
        "a list of `returns` has \(count) elements, more than the limit of "
          + "\(ReturnChecks.most)", help: "shorten it", at: policy.origin)
      return
    }
    let offers = book.offers.map(\.id)
    known(policy.byOffer.ids, "offer", offers, ["promotions"])
    known(policy.byCharge.ids, "charge", book.charges.map(\.id), ["charges"])
    known(policy.byAgreement.ids, "agreement", book.agreements.map(\.id), ["earnings"])
    let fees = policy.fees.map { ("fee \(Diagnostic.quote($0.id))", "fees", $0.rate) }
    let quota = policy.quota.map { [("the quota", "quota", $0.share)] } ?? []
    for (what, field, rate) in fees + quota where !(Rate.zero...Rate.one).contains(rate) {
      sink.report(
        .badRate, "the rate of \(what) lies outside 0 %…100 %", help: "write `10%`",
        at: policy.origin, about: Subject(fields: [field]))
    }
    twice("window", policy.windows.map(\.id))
    twice("fee", policy.fees.map(\.id))
    twice("reason", policy.reasons.map(\.id))
    let lists = ["windows", "shelfLives", "fees", "nonReturnable"]
    let scopes =
      policy.windows.map(\.scope) + policy.shelfLives.map(\.scope) + policy.fees.map(\.scope)
      + policy.nonReturnable
    for scope in scopes where scope != ReturnScope() {
      known(scope.offers, "offer", offers, lists)
      known(scope.categories, "category", book.categories.map(\.id), lists)
      known(scope.products, "product", book.products.map(\.id), lists)
    }
  }

  private mutating func known(
    _ ids: [String], _ what: String, _ all: [String], _ fields: [String]
  ) {
    guard !ids.isEmpty else { return }
    let names = Set(all.map { IdentifierKey($0) })
    for id in ids where !names.contains(IdentifierKey(id)) {
      sink.report(
        .unknownReference, "there is no \(what) \(Diagnostic.quote(id))",
        help: Suggestion.closest(to: id, among: all).map { "did you mean `\($0)`?" }
          ?? "state it, or leave it out of `returns`", at: book.returns?.origin,
        about: Subject(fields: fields, text: id))
    }
  }

  private mutating func twice(_ what: String, _ ids: [String]) {
    var seen: Set<IdentifierKey> = []
    for id in ids where !seen.insert(IdentifierKey(id)).inserted {
      sink.report(
        .duplicateID, "\(what) \(Diagnostic.quote(id)) is stated twice",
        help: "give one of them another id", at: book.returns?.origin,
        about: Subject(fields: [what + "s"], text: id))
    }
  }
}
