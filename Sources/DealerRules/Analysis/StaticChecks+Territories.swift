// Territory rules and checks that nobody and nothing comes under (RULES.md U-021).
extension StaticChecks {
  /// Rules for tiers, groups or brands that no customer or product has: a denial of that kind
  /// denies nothing.
  mutating func checkTerritories() {
    let borne = BorneTexts(book)
    for rule in book.territories where rule.status == .published {
      let named: [(ConditionField, String?, String)] = [
        (.customerTier, rule.tier, "tier"), (.customerGroup, rule.group, "group"),
        (.productBrand, rule.brand, "brand"),
      ]
      for (field, text, column) in named {
        guard let text, !borne.strange(in: .test(field, .isIn([text]))).isEmpty else { continue }
        add(
          .deadCondition,
          "territory rule \(Diagnostic.quote(rule.id)) is for \(BorneTexts.noun(field)) "
            + "\(Diagnostic.quote(text)), which none has",
          help: Suggestion.help(for: text, among: borne.known(field))
            ?? "state it with a customer or product, or take the rule out",
          at: rule.origin, fields: [column], text: text)
      }
    }
  }

  /// Usual quantities that products state as something else than a number.
  mutating func checkUsual() {
    for check in book.checks where check.status == .published {
      guard case .unusual(let usual) = check.test else { continue }
      let stated = book.products.compactMap { $0.attributes[usual.attribute] }
      let isNumber = stated.contains {
        if case .number = $0 { return true }
        return false
      }
      guard !stated.isEmpty, !isNumber else { continue }
      add(
        .deadCondition,
        "check \(Diagnostic.quote(check.id)) compares with \(Diagnostic.quote(usual.attribute)), "
          + "which no product states as a number",
        help: "write numbers without quotation marks, and cells as `name=number`",
        at: check.origin, fields: ["attribute", "unusual"], text: usual.attribute)
    }
  }
}
