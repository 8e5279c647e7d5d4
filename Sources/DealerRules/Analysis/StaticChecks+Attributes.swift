// Attributes that rules count or follow and nobody states (RULES.md U-020).
extension StaticChecks {
  /// Numbers of products that offers and agreements count, and ids with customers that agreements
  /// give to. Orders and lines state attributes of their own, so that those are never told.
  mutating func checkCountedAttributes() {
    for offer in published { checkMeasures(of: offer) }
    for agreement in book.agreements where agreement.status == .published {
      let name = "agreement \(Diagnostic.quote(agreement.id))"
      if case .attribute(let attribute)? = StaticChecks.basis(of: agreement.promise) {
        tellCounted(
          attribute, by: name, at: agreement.origin, ["rebate", "points", "coupons"], ["basis"])
      }
      for share in agreement.receivers {
        guard case .customerAttribute(let attribute) = share.receiver else { continue }
        checkReceiver(attribute, of: name, agreement.origin)
      }
    }
  }

  private static func basis(of promise: AgreementPromise) -> AgreementBasis? {
    switch promise {
    case .rebate(let rebate): rebate.basis
    case .points(let reward), .coupons(_, let reward): reward.basis
    case .allowance, .fund, .groupBuy: nil
    }
  }

  private mutating func checkMeasures(of offer: Offer) {
    let name = "offer \(Diagnostic.quote(offer.id))"
    for (field, thresholds) in [("requires", offer.requires), ("requiresAny", offer.requiresAny)] {
      for (index, threshold) in thresholds.enumerated() {
        guard case .attribute(let attribute) = threshold.measure.kind else { continue }
        tellCounted(attribute, by: name, at: offer.origin, [field], ["\(index)", "measure"])
      }
    }
    // Gifts are earned by quantities or amounts alone (RULES.md O-018).
    guard case .ladder(let ladder) = offer.benefit,
      case .attribute(let attribute) = ladder.measure.kind
    else { return }
    tellCounted(attribute, by: name, at: offer.origin, ["ladder"], ["measure"])
  }

  private mutating func tellCounted(
    _ attribute: String, by name: String, at origin: SourceSpan?, _ fields: [String],
    _ path: [String]
  ) {
    let isStated = book.products.contains { product in
      if case .number? = product.attributes[attribute] { return true }
      return false
    }
    guard !isStated else { return }
    let isText = book.products.contains { $0.attributes[attribute] != nil }
    let others = Set(book.products.flatMap { $0.attributes.map { IdentifierKey($0.key) } })
    add(
      .deadCondition,
      "\(name) counts \(Diagnostic.quote(attribute)), which no product states as a number",
      help: isText
        ? "write numbers without quotation marks, and cells as `name=number`"
        : Suggestion.help(for: attribute, among: others.sorted().map(\.text))
          ?? "state it with the products it is for", at: origin, fields: fields, path: path,
      text: attribute)
  }

  private mutating func checkReceiver(
    _ attribute: String, of name: String, _ origin: SourceSpan?
  ) {
    guard !book.customers.isEmpty,
      !book.customers.contains(where: { $0.attributes[attribute] != nil })
    else { return }
    let others = Set(book.customers.flatMap { $0.attributes.map { IdentifierKey($0.key) } })
    add(
      .deadCondition,
      "\(name) gives to \(Diagnostic.quote(attribute)), which no customer states",
      help: Suggestion.help(for: attribute, among: others.sorted().map(\.text))
        ?? "state it with the customers it is for", at: origin, fields: ["to"], text: attribute)
  }
}
