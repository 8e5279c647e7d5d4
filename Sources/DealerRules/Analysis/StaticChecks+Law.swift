// Rules that competition law may forbid (RULES.md U-027). What is found is for a lawyer to judge.
extension StaticChecks {
  mutating func checkLaw() {
    for rule in book.guards where rule.status == .published { checkResale(rule) }
    guard book.territory.profile != .none else { return }
    for rule in book.territories where rule.status == .published { checkPassive(rule) }
  }

  /// A floor or a fixed price under what dealers themselves ask for.
  private mutating func checkResale(_ rule: Guard) {
    guard let kind = rule.price, !IdentifierOrder.areEqual(kind, book.sellingKind) else { return }
    guard case .floor = rule.test else { return }
    if case .warn = rule.outcome { return }
    add(
      .legalRisk,
      "guard \(Diagnostic.quote(rule.id)) keeps the price kind \(Diagnostic.quote(kind)) "
        + "above a floor",
      help: "a floor under prices at which dealers resell may be forbidden; let it `warn`",
      at: rule.origin, fields: ["price"])
  }

  /// A ban that is stated for customers who come by themselves as well, which the profile lifts.
  private mutating func checkPassive(_ rule: TerritoryRule) {
    guard rule.outcome == .block, rule.restricts == .all, book.territory.profile != .us,
      rule.isExclusive || rule.effect == .deny && (rule.region != nil || rule.when.looksAtPlace)
    else { return }
    add(
      .legalRisk,
      "territory rule \(Diagnostic.quote(rule.id)) also bans sales that the customer sought",
      help: "state `\"restricts\": \"active\"`; under the profile passive sales go through",
      at: rule.origin, fields: ["restricts", "id"])
  }
}
