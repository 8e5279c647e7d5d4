// Rules that competition law may forbid (RULES.md U-027). What is found is for a lawyer to judge.
extension StaticChecks {
  mutating func checkLaw() {
    for rule in book.guards where rule.status == .published { checkResale(rule) }
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
}
