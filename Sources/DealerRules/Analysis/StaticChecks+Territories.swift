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
      checkChannel(of: rule)
    }
  }

  /// Orders may state channels that no customer has, so that only what looks like a slip is told.
  private mutating func checkChannel(of rule: TerritoryRule) {
    guard let channel = rule.channel else { return }
    let known = Set(book.customers.compactMap { $0.channel.map { IdentifierKey($0) } })
    guard !known.contains(IdentifierKey(channel)),
      let meant = Suggestion.closest(to: channel, among: known.sorted().map(\.text))
    else { return }
    add(
      .deadCondition,
      "territory rule \(Diagnostic.quote(rule.id)) is for the channel "
        + "\(Diagnostic.quote(channel)), which no customer has",
      help: "did you mean \(Diagnostic.quote(meant))?", at: rule.origin, fields: ["channel"],
      text: channel)
  }

  /// Usual quantities and shelf lives that products, or customers, do not state as numbers.
  mutating func checkNumbers() {
    for check in book.checks where check.status == .published {
      switch check.test {
      case .unusual(let usual):
        // Lines may state them too, so that only what looks like a slip is told.
        for name in [usual.attribute, usual.season].compactMap({ $0 }) {
          let own = book.products.map(\.attributes)
          tell(check, name, own, "product", isBorneByLines: true)
        }
      case .shelfLife(let bounds):
        guard let name = bounds.attribute else { continue }
        tell(check, name, book.customers.map(\.attributes), "customer", isBorneByLines: false)
      default: break
      }
    }
  }

  private mutating func tell(
    _ check: OrderCheck, _ name: String, _ attributes: [IdentifierMap<AttributeValue>],
    _ noun: String, isBorneByLines: Bool
  ) {
    let stated = attributes.compactMap { $0[name] }
    let isNumber = stated.contains {
      if case .number = $0 { return true }
      return false
    }
    guard !isNumber else { return }
    var others: Set<String> = []
    for own in attributes { for (other, _) in own { others.insert(other) } }
    let meant = Suggestion.closest(to: name, among: others.sorted())
    if stated.isEmpty, isBorneByLines, meant == nil { return }
    let help =
      stated.isEmpty
      ? meant.map { "did you mean `\($0)`?" } ?? "state it with the \(noun)s it is for"
      : "write numbers without quotation marks, and cells as `name=number`"
    add(
      .deadCondition,
      "check \(Diagnostic.quote(check.id)) compares with \(Diagnostic.quote(name)), which no "
        + "\(noun) states as a number",
      help: help, at: check.origin, fields: ["attribute", "unusual", "shelfLife"], text: name)
  }
}
